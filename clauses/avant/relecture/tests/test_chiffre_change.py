"""Notre pièce, un de ses chiffres changé, chacun à son tour : rien de ce qu'on propose d'écrire ne répand la faute."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from clauses.avant.redaction.services import pieces as redaction
from clauses.avant.redaction.tests import fabriques
from clauses.avant.redaction.tests.scene import Scene
from clauses.avant.relecture.attendues import attendues_du_marche
from lecteur.controle import ClauseAttendue, Remarque, controler
from lecteur.documents import ouvrir
from lecteur.extraction import extraire
from lecteur.extraction.constats import Paragraphe, Texte

pytestmark = pytest.mark.django_db
NOMBRE = re.compile(
    r"(?<![\w,./-])\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?(?![\w-])|(?<![\w,./-])\d+(?:,\d+)?(?![\w/-])"
)
A_REPRENDRE = ("bloquante", "a_corriger", "a_verifier")


@dataclass(frozen=True)
class Changement:
    """Un chiffre de la pièce et celui qu'on met à sa place."""

    texte: Texte
    paragraphe: Paragraphe
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


def changements(texte: Texte, ou: str, connus: set[str]) -> Iterator[Changement]:
    """Chaque chiffre des paragraphes où `ou` se trouve, changé à son tour."""
    for rang, paragraphe in enumerate(texte.paragraphes):
        for lu in NOMBRE.finditer(paragraphe.texte) if re.search(ou, paragraphe.texte) else ():
            apres = autre(lu[0], connus)
            change = replace(paragraphe, texte=paragraphe.texte[: lu.start()] + apres + paragraphe.texte[lu.end() :])
            autour = paragraphe.texte[max(0, lu.start() - 40) : lu.end() + 30]
            paragraphes = (*texte.paragraphes[:rang], change, *texte.paragraphes[rang + 1 :])
            yield Changement(Texte(paragraphes), paragraphe, lu[0], apres, autour)


def relire(texte: Texte, nature: str, clauses: tuple[ClauseAttendue, ...]) -> list[Remarque]:
    remarques = controler(extraire(texte), texte, nature=nature, attendues=clauses)
    return [r for r in remarques if r.gravite in A_REPRENDRE]


def piece_et_clauses(nom: str, nature: str) -> tuple[Texte, tuple[ClauseAttendue, ...]]:
    scene = Scene(fabriques.SCENES[nom]())
    preparee = redaction.preparer(scene.marche, nature, par=scene.acteur())
    version = redaction.engendrer(preparee, par=scene.acteur()).version
    return ouvrir(bytes(version.contenu), "piece.docx").texte, attendues_du_marche(scene.marche)


# Toute la pièce du marché à six lots ; des autres, ce que leur formule écrit.
CAS = [("six_lots", nature, "") for nature in ("ccap", "rc")] + [
    (nom, "ccap", "volume suivant|représente|tranche|seuil|terme|repère")
    for nom in ("annuelle", "ugap", "pourcentage", "tranches", "marche_d_insertion")
]


@pytest.mark.parametrize(("nom", "nature", "ou"), CAS, ids=[f"{nom}-{nature}" for nom, nature, _ in CAS])
def test_un_chiffre_change_se_voit_et_se_corrige_sans_se_repandre(nom: str, nature: str, ou: str) -> None:
    texte, clauses = piece_et_clauses(nom, nature)
    intactes = {(r.code, r.titre, r.lot) for r in relire(texte, nature, clauses)}
    essais = 0
    ecrits = [*(p.texte for p in texte.paragraphes), *(e for c in clauses for e in (*c.ecrites, *c.phrases.values()))]
    connus = chiffres(" ".join(ecrits))
    for change in changements(texte, ou, connus):
        dites = relire(change.texte, nature, clauses)
        proposes = set().union(*(chiffres(r.a_ecrire) for r in dites), set())
        assert proposes <= connus, f"chiffre que l'article ne dit pas, proposé pour {change.autour}"
        if est_a_corriger(change.paragraphe):
            nouvelles = [r for r in dites if (r.code, r.titre, r.lot) not in intactes]
            dus = set().union(*(chiffres(f"{r.a_ecrire} {r.attendu}") for r in nouvelles), set())
            assert chiffres(change.avant) <= dus, f"tu : {change.avant} → {change.apres} dans « {change.autour} »"
            essais += 1
    assert essais


def est_a_corriger(paragraphe: Paragraphe) -> bool:
    """Une phrase ou une rangée de l'article : ni un titre numéroté, ni le pied de page, ni un téléphone."""
    hors = re.match(r"\d+\.\s", paragraphe.texte) or "· version" in paragraphe.texte or "@" in paragraphe.texte
    return not hors and len(re.findall(r"[^\W\d_]{3,}", paragraphe.texte)) >= 3
