"""Les pièces disent les chiffres du marché, pour chaque formule et chaque instrument."""

import pytest

from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.tests import fabriques
from clauses.fond.socle.noms import cle_de_tri
from clauses.suivi.marches.tests import fabriques as marches
from regles.typographie import enumerer

pytestmark = pytest.mark.django_db


def textes(marche, **choix):
    """Le texte de chaque pièce qui a lieu, espaces ramenées à l'ordinaire."""
    faits = lire(marche)
    return {a.nature: ordinaire(composer(a.nature, faits, choix).en_texte()) for a in applicables(faits) if a.a_lieu}


def ordinaire(texte):
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def test_un_volume_fixe_est_ecrit_partout_ou_il_engage():
    pieces = textes(fabriques.fixe(), numero_article="12")
    for nature in ("ccap", "aapc", "rc", "ae", "fiche_entreprise"):
        assert "1 250 heures d’insertion" in pieces[nature], nature
    assert "environ 179 journées de 7 heures" in pieces["fiche_entreprise"]
    # 1 250 h ÷ 151,67 h, le mois à temps plein du calibrage, et non le douzième de l'année légale (9,3 mois).
    assert "8,2 mois" in pieces["fiche_entreprise"]
    assert "article L2112-2 du code de la commande publique" in pieces["ccap"]
    assert "l’article 20.1 du CCAG Travaux" in pieces["ccap"]
    assert "l’article 12 du CCAP" in pieces["ae"]
    assert "60 € par heure | 50 × 60 € = 3 000 €" in pieces["ccap"]
    assert "chaque trimestre civil, au plus tard le 15 du mois qui suit le trimestre" in pieces["ccap"]
    assert "Salomé Lenoir" in pieces["ccap"]
    assert "03 00 00 00 00" in pieces["aapc"]
    assert set(pieces) == {"ccap", "aapc", "rc", "ae", "fiche_entreprise", "justificatifs"}


def test_plusieurs_lots_un_tableau_et_le_lot_sans_clause_est_dit():
    ccap = textes(fabriques.six_lots())["ccap"]
    assert "8 – Ascenseurs | – | Sans clause d’insertion" in ccap
    assert "Ensemble |  | 1 870,5 heures d’insertion" in ccap
    assert "Elle ne porte pas sur le lot 8." in ccap
    assert "les lots 1, 2, 6, 10 et 12" in ccap
    assert "60 € par heure (lots 1, 2, 10 et 12) ; 80 € par heure (lot 6)" in ccap
    assert ccap.index("6 – Peinture") < ccap.index("10 – Chauffage")


def test_la_formule_ugap_dit_ses_trois_lectures_et_ses_exemples():
    pieces = textes(fabriques.ugap())
    for nature in ("ccap", "ae", "rc"):
        assert "220 heures d’insertion par tranche de 100 000 € HT facturés" in pieces[nature]
        assert "à partir de 100 000 € HT de commandes cumulées" in pieces[nature]
        assert "tout compte depuis le premier euro" in pieces[nature]
    assert "99 999,99 € HT | 0 h" in pieces["ccap"]
    assert "250 000 € HT | 440 h" in pieces["ccap"]
    assert "sans effet" not in pieces["ccap"]


def test_sans_seuil_les_choix_sans_effet_sont_tus():
    marche = fabriques.marche_prepare()
    lot = marches.lot(marche)
    marches.clause(lot, formule="facturation", heures_par_tranche=5, montant_tranche_ht=10_000, publics=["rsa"])
    ccap = textes(marche)["ccap"]
    assert "5 heures d’insertion par tranche de 10 000 € HT facturés, dès le premier euro" in ccap
    assert "sans effet" not in ccap
    assert "ne prévoit pas de pénalité propre" in ccap


def test_les_tranches_sont_dites_et_leur_total():
    ccap = textes(fabriques.tranches())["ccap"]
    assert "295 heures d’insertion pour la tranche ferme" in ccap
    assert "560 heures d’insertion pour la tranche optionnelle 1, si elle est affermie" in ccap
    assert "Soit 1 155 h si toutes les tranches sont affermies" in ccap
    assert "Tranche optionnelle 2 – Restaurant | 300 h" in ccap


def test_un_volume_annuel_dit_la_duree_ferme_et_le_total_possible():
    ccap = textes(fabriques.annuelle())["ccap"]
    assert "120 heures d’insertion par an" in ccap
    assert (
        "120 h pour la durée ferme de 12 mois, et 480 h si le marché est reconduit jusqu’à son terme (48 mois)" in ccap
    )


def test_une_part_des_heures_travaillees_demande_toutes_les_heures():
    pieces = textes(fabriques.pourcentage())
    assert "5 % de toutes les heures travaillées sur le marché" in pieces["ccap"]
    assert "toutes les heures travaillées pour l’exécution" in pieces["ccap"]
    assert "24 000" not in " ".join(pieces.values())


@pytest.mark.parametrize(
    ("instrument", "article"),
    [
        ("reserve_iae", "L2113-13"),
        ("reserve_handicap", "L2113-12"),
        ("reserve_mixte", "L2113-14"),
        ("reserve_penitentiaire", "L2113-13-1"),
        ("reserve_ess", "L2113-15"),
    ],
)
def test_chaque_reservation_a_sa_mention(instrument, article):
    pieces = textes(fabriques.reserve(instrument))
    assert f"article {article}" in pieces["reservation"] or f"articles {article}" in pieces["reservation"]
    assert article in pieces["aapc"]
    assert "pendant toute l’exécution" in pieces["ccap"]
    assert ("fiche_entreprise" in pieces) == (instrument == "reserve_ess")
    assert "50 %" in pieces["reservation"] or instrument == "reserve_ess"


def test_un_marche_d_insertion_a_son_propre_article():
    pieces = textes(fabriques.marche_d_insertion())
    assert "L2123-1 et R2123-1, 3°, du code" in pieces["ccap"]
    assert "marché de services sociaux d’insertion" in pieces["ccap"]
    assert "Modalités de réalisation" not in pieces["ccap"]
    assert "fiche entreprise" not in pieces["rc"]
    assert "fiche_entreprise" not in pieces


def test_une_liste_finit_par_un_point_meme_si_ses_dernieres_puces_sont_otees():
    for marche in (fabriques.six_lots(), fabriques.reserve(), fabriques.fixe(), fabriques.critere()):
        for texte in textes(marche).values():
            lignes = texte.split("\n")
            for ligne, suivante in zip(lignes, [*lignes[1:], ""], strict=True):
                if ligne.startswith("• ") and not suivante.startswith("• "):
                    assert ligne.endswith("."), ligne


def test_une_fiche_qui_n_a_pas_lieu_ne_se_demande_pas():
    assert "fiche entreprise" not in textes(fabriques.reserve())["rc"]
    assert "fiche entreprise" in textes(fabriques.reserve("reserve_ess"))["rc"]
    assert "pour chaque lot" not in textes(fabriques.fixe())["rc"]


def test_une_formule_suit_le_marche_modifie_sans_avenant():
    assert "La formule s’applique de même" in textes(fabriques.ugap())["ccap"]
    assert "revues par un avenant" not in textes(fabriques.ugap())["ccap"]
    assert "revues par un avenant" in textes(fabriques.annuelle())["ccap"]


def test_un_critere_seul_note_le_volume_et_dit_son_poids():
    pieces = textes(fabriques.critere())
    assert "Pondération : 10 %" in pieces["aapc"]
    assert "compte pour 10 % de la note finale" in pieces["rc"]
    assert "Volume d’heures proposé" in pieces["critere"]
    assert "Ensemble |  | 100 | 10 %" in pieces["critere"]
    assert "celui de l’offre retenue" in pieces["ccap"]
    assert "condition d’exécution" not in pieces["ccap"]


def test_condition_et_critere_note_la_qualite_non_le_volume():
    critere = textes(fabriques.six_lots())["critere"]
    assert "Volume d’heures proposé" not in critere
    assert "Points de la note finale | 70 × 10 % | 7" in critere


def test_la_formation_qui_ne_compte_pas_est_dite():
    marche = fabriques.marche_prepare()
    fabriques.clause(
        marche, formule="fixe", heures=100, compte_formation=False, compte_accompagnement=True, duree_max_mois=12
    )
    ccap = textes(marche)["ccap"]
    assert "Les heures de formation ne sont pas prises en compte." in ccap
    assert "Les heures d’accompagnement social et professionnel sont prises en compte." in ccap
    assert "pendant 12 mois au plus" in ccap


def test_les_justificatifs_suivent_les_publics_du_marche():
    texte = textes(fabriques.fixe())["justificatifs"]
    assert "Attestation de la CAF ou de la MSA | moins de 3 mois" in texte
    assert "parent isolé" not in texte.lower()


def test_ce_qui_manque_est_reclame_et_rien_n_echoue():
    marche = fabriques.marche_prepare()
    marche.porteuse.telephone = ""
    lot = marches.lot(marche)
    marches.clause(lot, formule="tranches", publics=[])
    marche.operation.facilitateur = None
    faits = lire(marche)
    document = composer("ccap", type(faits)(marche, faits.lots, ()), {})
    qui = "du facilitateur ou de la facilitatrice"
    attendus = {"obligation d’insertion (lot seul)", "publics éligibles", f"téléphone {qui}", f"nom {qui}"}
    assert attendus <= set(document.a_completer())
    assert "sans pénalité" not in document.en_texte()
    assert any("aucune pénalité" in point for s in document.sections for point in s.points)


def test_les_numeros_se_rangent_comme_on_les_lit():
    assert sorted(["10", "2", "1", "10 bis"], key=cle_de_tri) == ["1", "2", "10", "10 bis"]
    assert enumerer(["1", "2", "3"]) == "1, 2 et 3"
    assert enumerer([]) == ""
