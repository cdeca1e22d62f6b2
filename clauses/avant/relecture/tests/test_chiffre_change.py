"""Notre pièce, un de ses chiffres changé, chacun à son tour : rien de ce qu'on propose d'écrire ne répand la faute."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.services import pieces as redaction
from clauses.avant.redaction.tests import fabriques
from clauses.avant.redaction.tests.scene import Scene
from clauses.avant.relecture.attendues import attendues_du_marche
from lecteur.controle import ClauseAttendue, Remarque, controler
from lecteur.documents import ouvrir
from lecteur.extraction import extraire
from lecteur.extraction.constats import Texte

pytestmark = pytest.mark.django_db
NOMBRE = re.compile(
    r"(?<![\w,./-])\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?(?![\w-])|(?<![\w,./-])\d+(?:,\d+)?(?![\w/-])"
)
A_REPRENDRE = ("bloquante", "a_corriger", "a_verifier")


@dataclass(frozen=True)
class Changement:
    """Un chiffre de la pièce et celui qu'on met à sa place."""

    texte: Texte
    avant: str
    apres: str
    autour: str


def chiffres(ecrit: str) -> set[str]:
    return {re.sub(r"\s", "", lu[0]) for lu in NOMBRE.finditer(ecrit)}


def autre(avant: str, connus: set[str]) -> str:
    """Un nombre de même allure, que la pièce ne dit nulle part."""
    entier = int(re.sub(r"\s|,.*", "", avant))
    candidats = (entier + pas for pas in (1, 3, 7, 11, 23, 41, 113, 211))
    choisi = next(n for n in candidats if str(n) not in connus)
    return f"{choisi:,}".replace(",", "\u202f")


def changements(texte: Texte) -> Iterator[Changement]:
    connus = chiffres(" ".join(p.texte for p in texte.paragraphes))
    for rang, paragraphe in enumerate(texte.paragraphes):
        for lu in NOMBRE.finditer(paragraphe.texte):
            apres = autre(lu[0], connus)
            change = replace(paragraphe, texte=paragraphe.texte[: lu.start()] + apres + paragraphe.texte[lu.end() :])
            autour = paragraphe.texte[max(0, lu.start() - 40) : lu.end() + 30]
            paragraphes = (*texte.paragraphes[:rang], change, *texte.paragraphes[rang + 1 :])
            yield Changement(Texte(paragraphes), lu[0], apres, autour)


def relire(texte: Texte, nature: str, clauses: tuple[ClauseAttendue, ...]) -> list[Remarque]:
    remarques = controler(extraire(texte), texte, nature=nature, attendues=clauses)
    return [r for r in remarques if r.gravite in A_REPRENDRE]


@pytest.mark.parametrize("nature", [Piece.Nature.CCAP, Piece.Nature.RC, Piece.Nature.AE, Piece.Nature.AAPC], ids=str)
@pytest.mark.parametrize("nom", sorted(fabriques.SCENES))
def test_ce_qui_est_propose_ne_repand_pas_le_chiffre_change(nom: str, nature: str) -> None:
    scene = Scene(fabriques.SCENES[nom]())
    if not any(a.nature == nature and a.a_lieu for a in applicables(lire(scene.marche))):
        pytest.skip(f"{nom} n'appelle pas cette pièce")
    version = redaction.engendrer(
        redaction.preparer(scene.marche, nature, par=scene.acteur()), par=scene.acteur()
    ).version
    texte, clauses = ouvrir(bytes(version.contenu), "piece.docx").texte, attendues_du_marche(scene.marche)
    intactes = {(r.code, r.titre, r.lot) for r in relire(texte, nature, clauses)}
    for change in changements(texte):
        dites = relire(change.texte, nature, clauses)
        proposes = set().union(*(chiffres(r.a_ecrire) for r in dites), set())
        nouvelles = [r for r in dites if (r.code, r.titre, r.lot) not in intactes]
        vu = "VU " if nouvelles else "TU "
        bon = any(chiffres(change.avant) & (chiffres(r.a_ecrire) | chiffres(r.attendu)) for r in nouvelles)
        rep = "REPAND" if chiffres(change.apres) & proposes else ""
        print(
            nom,
            nature,
            vu,
            "bon" if bon else "   ",
            rep,
            repr(change.avant),
            "→",
            change.apres,
            "|",
            change.autour,
            "|",
            [(r.code, r.gravite) for r in nouvelles],
        )
