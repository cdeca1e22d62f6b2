"""Un lot qui a ses propres dates doit un volume, et un seul, partout : règle, bilan, pièce et relecture."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.tests import fabriques
from clauses.avant.relecture.attendues import attendues_du_marche
from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.chiffres.cinq_chiffres import chiffres_des_operations
from clauses.suivi.marches.models import EvenementMarche, Marche, Operation
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.tests import fabriques as marches
from lecteur.controle import Gravite, controler
from lecteur.extraction import extraire
from lecteur.extraction.constats import Texte

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


def annuelle(reconductions: int = 0, **dates: date) -> Marche:
    """1 000 h par an, sur un marché de vingt mois ; le lot a ses dates s'il en est donné."""
    marche = fabriques.marche_prepare(
        objet="Nettoyage des écoles",
        nature_achat="services",
        ccag="FCS",
        duree_mois=20,
        reconductions_prevues=reconductions,
        reconduction_mois=12,
        date_debut=date(2026, 1, 1),
    )
    lot = marches.lot(marche, intitule="Nettoyage", **dates)
    marches.clause(lot, formule="annuelle", heures_par_an=Decimal(1000), publics=fabriques.PUBLICS)
    return marche


def de_la_regle(marche: Marche) -> Decimal:
    (du,) = obligations(marche.lots.all(), JOUR).values()
    return du.engagement.valeur


def gravite_d_une_piece_qui_dit(volume: str, marche: Marche) -> str:
    texte = Texte.depuis(
        "Clause sociale d'insertion. Le titulaire réserve aux personnes éloignées de l'emploi "
        f"{volume} heures d'insertion pour toute la durée du marché."
    )
    remarques = controler(extraire(texte), texte, nature="autre", attendues=attendues_du_marche(marche))
    return next(r.gravite for r in remarques if r.code == "heures_du_lot")


def test_la_piece_annonce_ce_que_doit_le_lot_et_non_le_marche():
    marche = annuelle(date_debut=date(2026, 1, 1), date_fin=date(2026, 6, 30))
    assert de_la_regle(marche) == 500

    operation = Operation.objects.filter(pk=marche.operation_id)
    assert chiffres_des_operations(operation, JOUR)[marche.operation_id].engagement == 500

    ccap = composer(Piece.Nature.CCAP, lire(marche), {}).en_texte()
    assert "500\u202fh pour la durée ferme de 6\u00a0mois." in ccap
    assert "1\u202f666,67" not in ccap

    assert gravite_d_une_piece_qui_dit("500", marche) == Gravite.CONFORME
    assert gravite_d_une_piece_qui_dit("1 666,67", marche) == Gravite.BLOQUANTE


def test_sans_dates_propres_le_lot_suit_le_marche_et_ses_reconductions():
    marche = annuelle(reconductions=1)
    assert de_la_regle(marche) == Decimal("1666.67")

    ccap = composer(Piece.Nature.CCAP, lire(marche), {}).en_texte()
    dit = "1\u202f666,67\u202fh pour la durée ferme de 20\u00a0mois, et 2\u202f666,67\u202fh si le marché est reconduit"
    assert dit in ccap

    assert gravite_d_une_piece_qui_dit("1 666,67", marche) == Gravite.CONFORME
    assert gravite_d_une_piece_qui_dit("2 666,67", marche) == Gravite.CONFORME
    assert gravite_d_une_piece_qui_dit("500", marche) == Gravite.BLOQUANTE


def test_un_evenement_qui_prolonge_le_marche_prolonge_ce_qu_ecrit_la_piece():
    marche = annuelle()
    creer(EvenementMarche, marche=marche, nature="avenant", jour=date(2026, 6, 1), duree_mois=4)
    assert de_la_regle(marche) == 2000
    assert (
        "2\u202f000\u202fh pour la durée ferme de 24\u00a0mois"
        in composer(Piece.Nature.CCAP, lire(marche), {}).en_texte()
    )
