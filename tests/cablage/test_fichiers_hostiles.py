"""Chaque mauvais fichier, à chaque porte : il est lu, ou refusé par une phrase qui dit quoi faire ; rien d'autre."""

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clauses.avant.redaction.services.pieces import deposer_version
from clauses.avant.redaction.tests import fabriques as redactions
from clauses.avant.relecture.a_part import textes_de
from clauses.avant.relecture.services.depot import deposer as deposer_pieces
from clauses.fond.annuaire.services.chargement import charger
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle import a_part, fichiers
from clauses.fond.socle.a_part import limites
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.lecture import lire_tableau
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service as heures
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.services import import_depenses, import_marches
from clauses.suivi.marches.services.depenses import NatureDepense
from clauses.suivi.marches.tests import fabriques as marches
from lecteur.documents import PieceIllisible
from tests.hostiles import Mauvais, bombes, legers
from tests.hostiles.bureautique import PIEGES

Porte = Callable[[Mauvais, Path], object]
# Ce qu'une personne ne doit pas lire : un nom de classe, une trace, de l'anglais.
_JARGON = re.compile(r"Error|Exception|Traceback|\bfile\b|\binvalid\b|\bNone\b|0x[0-9a-f]{6}|<class")
_REPONSE = 10.0  # secondes
LECTEURS = ("heures", "marchés", "annuaire", "relecture", "avis", "pièce")  # une porte de chaque lecture


@pytest.fixture
def portes(db: None) -> dict[str, Porte]:
    porteuse = structures.porteuse()
    par = comptes.acteur(comptes.facilitateur(porteuse))
    lot, _ = marches.lot_clause(porteuse)
    piece = redactions.piece(lot.marche)
    return {
        **_tableaux(par, lot),
        **_textes(par, lot),
        "pièce": lambda m, c: deposer_version(piece, m.contenu, par=par),
    }


def _tableaux(par: Acteur, lot: Lot) -> dict[str, Porte]:
    return {
        "heures": lambda m, c: heures.deposer(m.contenu, m.nom, par=par, differe=False),
        "marchés": lambda m, c: import_marches.deposer(m.contenu, m.nom, par=par),
        "dépenses": lambda m, c: import_depenses.apercevoir_depenses(
            lot, io.BytesIO(m.contenu), m.nom, par=par, nature=NatureDepense.FACTURE
        ),
        "annuaire": lambda m, c: charger([c], par=par, appliquer=False),
        "communes": lambda m, c: list(lire_tableau(c, entetes_attendues=("code", "nom"))),
    }


def _textes(par: Acteur, lot: Lot) -> dict[str, Porte]:
    return {
        "relecture": lambda m, c: deposer_pieces([(m.nom, m.contenu)], par=par, lot=lot),
        "avis": lambda m, c: list(textes_de(c)),
        "pièce jointe": lambda m, c: fichiers.verifier(m.nom, m.contenu),
    }


def _fautes(mauvais: Mauvais, portes: dict[str, Porte], dossier: Path) -> Iterator[str]:
    chemin = dossier / mauvais.nom
    chemin.write_bytes(mauvais.contenu)
    for nom, porte in portes.items():
        debut, calcul = time.monotonic(), _calcul()
        try:
            porte(mauvais, chemin)
        except (RefusMetier, PieceIllisible) as refus:
            if len(str(refus)) < 20 or _JARGON.search(str(refus)):
                yield f"{mauvais.nom}, {nom} : « {refus} »"
        except Exception as erreur:
            yield f"{mauvais.nom}, {nom} : {type(erreur).__name__}, {erreur}"
        # Le temps de calcul, et non celui de l'horloge : d'autres essais se partagent la machine.
        if _calcul() - calcul > _REPONSE or time.monotonic() - debut > 6 * _REPONSE:
            yield f"{mauvais.nom}, {nom} : répondu en {time.monotonic() - debut:.0f} s"


def _calcul() -> float:
    """Secondes de calcul de ce processus et de ceux qu'il a lancés."""
    return sum(os.times()[:4])


def test_il_y_en_a_plus_de_quatre_vingt_dix_sortes_et_la_graine_n_en_change_que_le_hasard() -> None:
    premiers, seconds = list(legers(1)), list(legers(2))
    assert len({m.nom for m in premiers}) == len(premiers) > 90
    assert [m.nom for m in premiers] == [m.nom for m in seconds]
    assert [m.contenu for m in premiers] != [m.contenu for m in seconds]


@pytest.mark.django_db
def test_un_mauvais_fichier_est_lu_ou_refuse_en_une_phrase(portes: dict[str, Porte], tmp_path: Path) -> None:
    assert [faute for m in legers() for faute in _fautes(m, portes, tmp_path)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PIEGES)
@pytest.mark.parametrize("porte", ["pièce", "pièce jointe"])
def test_un_document_piege_n_est_jamais_rendu_a_d_autres(
    portes: dict[str, Porte], tmp_path: Path, nom: str, porte: str
) -> None:
    piege = next(m for m in legers() if m.nom == f"{nom}.docx")
    with pytest.raises(RefusMetier):
        portes[porte](piege, tmp_path)


@pytest.fixture
def serre() -> Iterator[None]:
    """Moins de mémoire et de calcul qu'au site : l'essai dure moins, et prouve la même chose."""
    avant = limites.en_vigueur()
    a_part.regler(replace(avant, memoire=200, calcul=1, calcul_par_mo=0, verrou=None))
    yield
    a_part.regler(avant)


@pytest.mark.processus
@pytest.mark.django_db
def test_une_bombe_ne_tue_que_le_processus_qui_la_lit(portes: dict[str, Porte], serre: None, tmp_path: Path) -> None:
    seules = {nom: porte for nom, porte in portes.items() if nom in LECTEURS}
    assert [faute for m in bombes() for faute in _fautes(m, seules, tmp_path)] == []
