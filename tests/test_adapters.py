"""Networks nobody drew for us: each source in `../shared` becomes a study that loads, with what the source counts and nothing it does not say."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reteanalysis import load_study

if TYPE_CHECKING:
    from reteanalysis import Study

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "dev"

pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="others' data (../shared/data/dev) are not on this machine")


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "data" / "scripts"))
    return importlib.import_module("adapters")


def counted(study: Study) -> dict[int, tuple[int, int, int]]:
    return {year: (network.n, network.m, network.seats) for year, network in study.networks.items()}


def test_ecsel_is_large_and_dense(adapters: Any, tmp_path: Path) -> None:
    adapters.ecsel(SOURCE, tmp_path)
    study = load_study(tmp_path)
    assert counted(study) == {2019: (396, 14, 523), 2020: (451, 15, 598), 2021: (371, 14, 483)}
    assert len({partner for network in study.networks.values() for partner in network.partners}) == 915
    assert {code for network in study.networks.values() for code in network.sectors} == {"PRC", "HES", "REC", "PUB", "OTH"}
    assert all(network.leads.nnz == network.m for network in study.networks.values())
    assert study.networks[2019].brought is None  # a grant received is nothing brought
    assert "grant" not in " ".join(study.tables["participations"])


def test_norway_is_seen_from_one_side(adapters: Any, tmp_path: Path) -> None:
    adapters.norway(SOURCE, tmp_path)
    study = load_study(tmp_path)
    assert counted(study) == {2019: (203, 356, 499), 2020: (204, 311, 485), 2021: (159, 288, 427)}
    assert study.undated == 1
    assert all((network.team_size == 1).mean() > 0.6 for network in study.networks.values())  # the others at the table are abroad
    assert "Societal Challenges" in study.networks[2019].areas


def test_urbact_is_a_panel_of_five_years(adapters: Any, tmp_path: Path) -> None:
    adapters.urbact(SOURCE, tmp_path)
    study = load_study(tmp_path)
    assert study.years == [2015, 2016, 2017, 2018, 2019]
    assert counted(study)[2015] == (260, 45, 406)
    assert "Italia" not in study.sector_names("it").values()
    assert study.sector_names("it")["Southern Europe"] == "Europa meridionale"
    running = {year: set(network.projects) for year, network in study.networks.items()}
    assert running[2015] & running[2018]  # a network counts in every year in which it runs
    assert set(study.networks[2015].sphere) == {None}


def test_nfdi_is_ties_alone(adapters: Any, tmp_path: Path) -> None:
    adapters.nfdi(SOURCE, tmp_path)
    study = load_study(tmp_path)
    assert study.ties_only
    assert {year: network.n for year, network in study.networks.items()} == {2019: 23, 2020: 26, 2021: 34}
    names = list(study.names.values())
    assert len(names) == len({name.casefold() for name in names}) == 44
    assert all((network.sector < 0).all() for network in study.networks.values())


@pytest.mark.parametrize("name", ["ecsel", "norway", "urbact", "nfdi"])
def test_the_same_source_gives_the_same_bytes(adapters: Any, tmp_path: Path, name: str) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        adapters.ADAPTERS[name](SOURCE, folder)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert "study.toml" in one
