"""Le socle : références obligatoires, valeurs datées, texte en bon français, cycles sans impasse."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from regles import parametres, references
from regles.calendrier import UN_JOUR, ajouter_mois, anniversaire, lendemain_de
from regles.cas.documentation import document
from regles.ccag import CCAG
from regles.cycles import CYCLES, CycleInconnu, TransitionImpossible, etat_suivant, transition_possible
from regles.eligibilite import LECTURES_DELD, FaitsEligibilite, eligibilite
from regles.publics import CRITERES, PIECES
from regles.socle import REGISTRE, Reference, RegleSansReference, ValeurInconnue, regle
from regles.typographie import euros, heures, jour_en_mots

RACINE = Path(__file__).parents[2]


def test_une_regle_sans_reference_est_refusee():
    with pytest.raises(RegleSansReference):
        regle(depuis=date(2026, 1, 1))
    inscrire = regle(Reference("loi", "Un texte"), depuis=date(2026, 1, 1))
    with pytest.raises(RegleSansReference):
        inscrire(lambda: None)
    assert all(r.references and r.resume for r in REGISTRE.regles.values())


def test_une_reference_a_une_nature_connue():
    with pytest.raises(ValueError, match="Nature"):
        Reference("coutume", "Un texte")


def test_un_lien_mene_au_texte_ou_n_est_pas():
    """« legifrance.gouv.fr » tout court n'apprend rien : sans l'adresse sûre de l'article, aucun lien."""
    citees = [valeur for valeur in vars(references).values() if isinstance(valeur, Reference)]
    citees += [ccag.arrete for ccag in CCAG]
    assert len(citees) > 50
    assert not [r for r in citees if r.url and not urlsplit(r.url).path.strip("/")]


def test_les_seuils_europeens_changent_a_leur_date():
    assert parametres.SEUIL_UE_COLLECTIVITES.au(date(2025, 12, 31)) == 221_000
    assert parametres.SEUIL_UE_COLLECTIVITES.au(date(2026, 1, 1)) == 216_000
    assert parametres.SEUIL_UE_TRAVAUX.au(date(2026, 1, 1)) == 5_404_000
    assert parametres.HEURES_PAR_ETP.au(date(2026, 1, 1)) == 1607
    with pytest.raises(ValeurInconnue):
        parametres.SEUIL_UE_ETAT.au(date(2020, 1, 1))


def test_les_nombres_s_impriment_en_francais():
    assert heures(Decimal("1250.50")) == "1\u202f250,5\u202fh"
    assert euros(Decimal("99999.9")) == "99\u202f999,90\u202f€"
    assert heures(Decimal("-0.5")) == "\u22120,5\u202fh"
    assert jour_en_mots(date(2026, 3, 1)) == "1er\u00a0mars 2026"


def test_les_mois_et_les_ages_tombent_juste():
    assert ajouter_mois(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert ajouter_mois(date(2024, 12, 1), 24) == date(2026, 12, 1)
    assert anniversaire(date(2000, 2, 29), 26) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("debut", "mois", "dernier"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2024, 3, 1), 24, date(2026, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 8, 30), 1, date(2025, 9, 29)),
        (date(2024, 12, 1), 24, date(2026, 11, 30)),
    ],
)
def test_une_duree_finit_la_veille_du_meme_quantieme_ou_a_la_fin_du_mois(debut, mois, dernier):
    assert lendemain_de(debut, mois) - UN_JOUR == dernier


@pytest.mark.parametrize("cycle", CYCLES.values(), ids=lambda c: c.nom)
def test_tout_etat_d_un_cycle_est_connu_et_atteint(cycle):
    arrivees = {vers for chemins in cycle.transitions.values() for vers in chemins.values()}
    departs = {de for chemins in cycle.transitions.values() for de in chemins}
    assert arrivees | departs <= set(cycle.etats)
    assert set(cycle.etats) - {cycle.initial} <= arrivees


def test_un_verbe_impossible_se_refuse_en_francais():
    assert transition_possible("declaration", "soumise", "valider")
    assert not transition_possible("declaration", "attendue", "valider")
    with pytest.raises(TransitionImpossible, match=r"Impossible de valider.*« attendue »"):
        etat_suivant("declaration", "attendue", "valider")
    with pytest.raises(TransitionImpossible, match="définitif"):
        etat_suivant("declaration", "annulee", "valider")
    with pytest.raises(CycleInconnu):
        etat_suivant("declaration", "perdue", "valider")


def test_chaque_critere_n_admet_que_des_pieces_connues():
    assert LECTURES_DELD
    for critere in CRITERES.values():
        assert critere.pieces
        assert set(critere.pieces) <= set(PIECES)


def test_sans_critere_une_personne_n_est_pas_eligible():
    decision = eligibilite(FaitsEligibilite(entree_le=date(2026, 1, 1), criteres=()))
    assert not decision.eligible
    assert decision.version


def test_une_reference_se_lit_avec_un_seul_deux_points():
    connues = [lue for lue in vars(references).values() if isinstance(lue, Reference)]
    assert len(connues) > 30
    assert [lue.en_mots() for lue in connues if lue.en_mots().count(":") > 1] == []


def test_la_documentation_est_a_jour():
    chemin = RACINE / "docs" / "regles.md"
    texte = chemin.read_text(encoding="utf-8")
    assert document(texte) == texte, "lancer : python -m regles --documentation docs/regles.md"
