"""Titulaire, groupement, sous-traitants : les parts font toujours cent."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.services import attributions
from clauses.suivi.marches.services.attributions import Membre
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture
def chez():
    return structures.porteuse()


@pytest.fixture
def par(chez) -> Acteur:
    return comptes.acteur(comptes.facilitateur(chez))


@pytest.fixture
def lot(chez) -> Lot:
    return fabriques.lot(fabriques.marche(fabriques.operation(chez)))


def test_un_titulaire_seul_a_tout(lot: Lot, chez, par: Acteur) -> None:
    (seul,) = attributions.attribuer(lot, [Membre(structures.entreprise(chez))], par=par)
    assert (seul.role, seul.part) == ("titulaire", Decimal(100))


def test_un_groupement_a_son_mandataire_et_ses_cotraitants(lot: Lot, chez, par: Acteur) -> None:
    a, b = structures.entreprise(chez, "A"), structures.entreprise(chez, "B")
    posees = attributions.attribuer(
        lot, [Membre(a, Decimal("60.5"), est_mandataire=True), Membre(b, Decimal("39.5"))], par=par
    )
    assert {p.structure.nom: p.role for p in posees} == {"A": "mandataire", "B": "cotraitant"}


def test_trois_parts_au_centieme_font_le_tout_l_arrondi_va_a_la_plus_forte(lot: Lot, chez, par: Acteur) -> None:
    tiers = Decimal("33.33")
    voulus = [Membre(structures.entreprise(chez, nom), tiers, est_mandataire=nom == "A") for nom in "ABC"]
    posees = attributions.attribuer(lot, voulus, par=par)
    assert [p.part for p in posees] == [tiers, tiers, Decimal("33.34")]
    assert "99,99" in attributions.verifier(voulus)[1], "l'arrondi se dit"


@pytest.mark.parametrize(
    ("lignes", "texte"),
    [
        (((60, True), (30, False)), "il manque 10"),
        ((("33.33", True), ("33.33", False), ("33.30", False)), "il manque 0,04"),
        (((60, True), (60, False)), "20 de trop"),
        (((50, False), (50, False)), "mandataire"),
        (((50, True), (50, True)), "seul mandataire"),
    ],
)
def test_un_groupement_bancal_est_refuse(lot: Lot, chez, par: Acteur, lignes, texte: str) -> None:
    membres = [
        Membre(structures.entreprise(chez, str(rang)), Decimal(part), est_mandataire=tete)
        for rang, (part, tete) in enumerate(lignes)
    ]
    with pytest.raises(RefusMetier, match=texte):
        attributions.attribuer(lot, membres, par=par)
    assert not lot.attributions.exists()


def test_la_meme_structure_deux_fois_est_refusee(lot: Lot, chez, par: Acteur) -> None:
    a = structures.entreprise(chez)
    with pytest.raises(RefusMetier, match="deux fois"):
        attributions.attribuer(lot, [Membre(a, Decimal(50), est_mandataire=True), Membre(a, Decimal(50))], par=par)


def test_la_structure_d_une_autre_porteuse_est_refusee(lot: Lot, par: Acteur) -> None:
    ailleurs = structures.entreprise(structures.porteuse("Une autre maison (fictive)"))
    with pytest.raises(RefusMetier, match="répertoire"):
        attributions.attribuer(lot, [Membre(ailleurs)], par=par)


def test_un_titulaire_remplace_garde_ce_qu_il_a_fait(lot: Lot, chez, par: Acteur) -> None:
    a, b = structures.entreprise(chez, "A"), structures.entreprise(chez, "B")
    (premier,) = attributions.attribuer(lot, [Membre(a)], par=par)
    parti = Membre(a, Decimal(30), date_fin=date(2026, 5, 31), attribution_id=premier.pk)
    arrive = Membre(b, Decimal(70), date_debut=date(2026, 6, 1))
    with pytest.raises(RefusMetier, match="pourquoi"):
        attributions.attribuer(lot, [parti, arrive], par=par)
    ancien, nouveau = attributions.attribuer(lot, [parti, arrive], par=par, motif="Cession du marché")
    assert (ancien.pk, ancien.part, ancien.role) == (premier.pk, Decimal(30), "titulaire")
    assert (nouveau.part, nouveau.role) == (Decimal(70), "titulaire")


def test_un_attributaire_note_a_tort_est_annule_sauf_s_il_a_des_sous_traitants(lot: Lot, chez, par: Acteur) -> None:
    a, b, c = (structures.entreprise(chez, nom) for nom in "ABC")
    (premier,) = attributions.attribuer(lot, [Membre(a)], par=par)
    sous_traitant = attributions.sous_traiter(premier, c, par=par, part=Decimal(10))
    with pytest.raises(RefusMetier, match="sous-traitants"):
        attributions.attribuer(lot, [Membre(b)], par=par, motif="Erreur de saisie")
    attributions.annuler_sous_traitant(sous_traitant, par=par, motif="Erreur de saisie")
    attributions.attribuer(lot, [Membre(b)], par=par, motif="Erreur de saisie")
    assert [x.structure.nom for x in lot.attributions.actifs().directes().order_by("pk")] == ["B"]


def test_on_ne_sous_traite_pas_plus_que_sa_part(lot: Lot, chez, par: Acteur) -> None:
    a, b, c = (structures.entreprise(chez, nom) for nom in "ABC")
    tete, _ = attributions.attribuer(
        lot, [Membre(a, Decimal(60), est_mandataire=True), Membre(b, Decimal(40))], par=par
    )
    posee = attributions.sous_traiter(tete, c, par=par, part=Decimal(40))
    assert (posee.role, posee.donneur) == ("sous_traitant", tete)
    with pytest.raises(RefusMetier, match="70"):
        attributions.modifier_sous_traitant(posee, par=par, part=Decimal(70))
    with pytest.raises(RefusMetier, match="elle-même"):
        attributions.sous_traiter(tete, a, par=par, part=Decimal(1))
