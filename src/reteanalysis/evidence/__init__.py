"""What surrounds a value: what chance alone would give, how far it moves with other projects, other years, missing partners.

Engines make copies of a network (`lots` N1, `maximum_entropy` N2, `validation` N3 and N4, `shuffles` N5 and N6, `resampling` N7,
`missing` N8, `contributions` N9) and take any declared measure as a black box; `chance`, `changes` and `choices` compare; `words` says
what may be said; `weighing` brings all of it together for the measures of a study, `scorecard` for the five dimensions.
"""
