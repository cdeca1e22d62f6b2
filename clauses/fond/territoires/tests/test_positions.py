"""La position d'un lieu : ses écritures, ses géométries, la commune et ses homonymes."""

import struct

import pytest

from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.positions import commune_de, lire_position, position_de
from clauses.fond.territoires.tests.fabriques import charger


def point(longitude: float, latitude: float, sens: str = "<", srid: bool = False) -> str:
    entete = struct.pack("B", sens == "<") + struct.pack(f"{sens}I", 1 | (0x20000000 if srid else 0))
    return (
        entete + (struct.pack(f"{sens}I", 4326) if srid else b"") + struct.pack(f"{sens}2d", longitude, latitude)
    ).hex()


def carre() -> str:
    """Un multipolygone d'un seul carré, de 3 à 4 degrés est et 50 à 51 nord."""
    anneau = struct.pack("<I", 5) + b"".join(
        struct.pack("<2d", *p) for p in ((3, 50), (4, 50), (4, 51), (3, 51), (3, 50))
    )
    polygone = b"\x01" + struct.pack("<2I", 3, 1) + anneau
    return (b"\x01" + struct.pack("<2I", 6, 1) + polygone).hex()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("50,3571 ; 3,5183", (50.3571, 3.5183)),
        ("50,3571\u202f; 3,5183", (50.3571, 3.5183)),
        ("50.3571,3.5183", (50.3571, 3.5183)),
        ("50.3571, 3.5183", (50.3571, 3.5183)),
        ("-20,88 ; 55,45", (-20.88, 55.45)),
        (point(3.5, 50.25), (50.25, 3.5)),
        (point(3.5, 50.25, ">"), (50.25, 3.5)),
        (point(3.5, 50.25, srid=True), (50.25, 3.5)),
        (carre(), (50.5, 3.5)),
        ("50,3571", None),
        ("95 ; 3", None),
        ("0 ; 0", None),
        ("", None),
        ("là-bas", None),
        (point(3.5, 50.25)[:-8], None),
        (carre()[:60], None),
    ],
)
def test_une_position_se_lit_ou_ne_se_lit_pas(texte: str, attendu: tuple[float, float] | None) -> None:
    assert lire_position(texte) == attendu


@pytest.fixture
def communes(db) -> None:
    for code, nom, postaux, latitude, longitude in (
        ("59606", "Valenciennes", ["59300"], 50.36, 3.52),
        ("59544", "Saint-Saulve", ["59880"], 50.37, 3.55),
        ("01001", "L'Abergement-Clémenciat", ["01400"], 46.15, 4.92),
        ("59538", "Sainghin-en-Mélantois", ["59262"], 50.6, 3.2),
        ("93066", "Saint-Denis", ["93200", "93210"], 48.94, 2.36),
        ("97411", "Saint-Denis", ["97400"], -20.88, 55.45),
        ("59001", "Sans position", ["59999"], None, None),
    ):
        Commune.objects.create(
            code=code,
            nom=nom,
            codes_postaux=postaux,
            departement_id=code[:3] if code.startswith("97") else code[:2],
            latitude=latitude,
            longitude=longitude,
        )


@pytest.mark.parametrize(
    ("nom", "code_postal", "attendu"),
    [
        ("Valenciennes", "59300", (50.36, 3.52)),
        ("VALENCIENNES CEDEX 9", "59309", (50.36, 3.52)),
        ("St Saulve", "", None),
        ("St Saulve", "59880", (50.37, 3.55)),
        ("Abergement Clemenciat", "01400", (46.15, 4.92)),
        ("Saint-Denis", "97400", (-20.88, 55.45)),
        ("Saint-Denis", "", None),
        ("Valenciennes", "", (50.36, 3.52)),
        ("Lieu-dit inconnu", "59300", (50.36, 3.52)),
        ("", "93210", (48.94, 2.36)),
        ("Sans position", "59999", None),
        ("Inconnue", "", None),
        ("", "", None),
    ],
)
def test_la_position_d_une_commune(communes, nom: str, code_postal: str, attendu: tuple[float, float] | None) -> None:
    assert position_de(nom, code_postal) == attendu


@pytest.mark.parametrize(
    ("nom", "code_postal", "attendue"),
    [
        ("", "59300", "59606"),
        ("valenciennes", "", "59606"),
        ("Saint-Denis", "", None),
        ("Saint-Denis", "93210", "93066"),
        ("Lieu-dit inconnu", "59300", None),
        ("", "", None),
    ],
)
def test_la_commune_se_reconnait_a_son_nom_ou_a_son_code(communes, nom, code_postal, attendue) -> None:
    trouvee = commune_de(nom, code_postal)
    assert (trouvee.code if trouvee else None) == attendue


@pytest.mark.django_db
def test_le_chargement_prend_la_position_sous_toutes_ses_formes(tmp_path, capsys) -> None:
    fichier = tmp_path / "communes.csv"
    lignes = [
        "code;nom;code postal;latitude;longitude;mairie_localisation;geometry",
        "59606;Valenciennes;59300;50,36;3,52;;",
        f"59544;Saint-Saulve;59880;;;{point(3.5, 50.25)};{carre()}",
        f"59172;Denain;59220;;;\\N;{carre()}",
        "59001;Abancourt;59265;abc;;;",
    ]
    fichier.write_text("\n".join(lignes), encoding="utf-8")
    charger(fichier)
    assert "4\u00a0créées" in capsys.readouterr().out
    positions = {c.nom: (c.latitude, c.longitude) for c in Commune.objects.all()}
    assert positions == {
        "Valenciennes": (50.36, 3.52),
        "Saint-Saulve": (50.25, 3.5),
        "Denain": (50.5, 3.5),
        "Abancourt": (None, None),
    }


@pytest.mark.django_db
def test_deux_lignes_reunissent_leurs_codes_et_un_fichier_sans_position_garde_celle_d_avant(tmp_path, capsys) -> None:
    premier, second = tmp_path / "postal.csv", tmp_path / "noms.csv"
    premier.write_text(
        "code_commune;nom_commune;code_postal;_geopoint\n"
        "93066;SAINT DENIS;93200;48.94,2.36\n93066;SAINT DENIS;93210;\n",
        encoding="utf-8",
    )
    second.write_text("code;nom\n93066;Saint-Denis\n", encoding="utf-8")
    charger(premier)
    charger(second)
    assert "1\u00a0mise à jour" in capsys.readouterr().out
    commune = Commune.objects.get(pk="93066")
    assert (commune.nom, commune.codes_postaux) == ("Saint-Denis", ["93200", "93210"])
    assert (commune.latitude, commune.longitude) == (48.94, 2.36)
