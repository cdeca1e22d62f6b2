"""Écrire une ligne : le verrou, le motif, l'état, les fautes champ par champ."""

import pytest

from clauses.fond.socle.acte import annuler_ligne, enregistrer, etat_apres, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, exiger_lues, versions_de
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques

pytestmark = pytest.mark.django_db
SANS_MOTIF = "Dites pourquoi cette fiche est annulée."


@pytest.fixture
def structure() -> Structure:
    return fabriques.structure(fabriques.porteuse(), nom="Avant", commune="Denain")


@pytest.fixture(autouse=True)
def signe():
    with signer(Acteur.systeme("essai")):
        yield


def test_enregistrer_pose_controle_et_journalise(structure: Structure) -> None:
    enregistrer(structure, {"nom": "Après"})
    entree = EntreeJournal.objects.de(structure).filter(action="modification").get()
    assert (entree.avant["nom"], entree.apres["nom"], entree.auteur_nom) == ("Avant", "Après", "essai")


def test_toutes_les_valeurs_fausses_sont_dites_chacune_sur_son_champ(structure: Structure) -> None:
    with pytest.raises(RefusMetier) as refus:
        enregistrer(structure, {"nom": "", "famille": "roi"})
    assert set(refus.value.par_champ) == {"nom", "famille"}
    assert (refus.value.champ, refus.value.message) == ("nom", "Ce champ ne peut pas être vide.")
    structure.refresh_from_db()
    assert structure.nom == "Avant"


def test_une_faute_de_la_fiche_entiere_n_a_pas_de_champ(structure: Structure) -> None:
    with pytest.raises(RefusMetier) as refus:
        enregistrer(Structure(porteuse=structure.porteuse, nom="Bis", siret=structure.siret))
    assert list(refus.value.par_champ) == [None]


def test_prendre_une_ligne_changee_depuis_dit_ce_qui_a_change(structure: Structure) -> None:
    lue = structure.version
    enregistrer(prendre_ligne(structure, lue), {"commune": "Lens"})
    with pytest.raises(ModifieEntreTemps) as conflit:
        prendre_ligne(structure, lue)
    assert conflit.value.changements == [("commune", "Denain", "Lens", "essai")]


def test_une_ligne_s_annule_avec_son_motif_et_ne_se_prend_plus(structure: Structure) -> None:
    with pytest.raises(RefusMetier, match=SANS_MOTIF) as refus:
        annuler_ligne(structure, "  ", SANS_MOTIF)
    assert refus.value.champ == "motif"
    assert annuler_ligne(structure, " fermée ", SANS_MOTIF).motif_annulation == "fermée"
    with pytest.raises(RefusMetier, match=r"annulée \(fermée\)"):
        prendre_ligne(structure)
    with pytest.raises(RefusMetier, match="Déjà sortie"):
        annuler_ligne(structure, "encore", SANS_MOTIF, deja="Déjà sortie.")
    assert annuler_ligne(structure, "encore", SANS_MOTIF, rejouable=True).motif_annulation == "fermée"


def test_ce_qui_retient_une_ligne_empeche_de_l_annuler(structure: Structure) -> None:
    def retenir(ligne: Structure) -> None:
        raise RefusMetier(f"{ligne.nom} sert encore.")

    with pytest.raises(RefusMetier, match="Avant sert encore"):
        annuler_ligne(structure, "fermée", SANS_MOTIF, verifier=retenir)
    structure.refresh_from_db()
    assert not structure.est_annule


def test_le_motif_perd_ses_blancs() -> None:
    assert exiger_motif(" parce que\n", SANS_MOTIF) == "parce que"


def test_un_verbe_que_le_cycle_ne_permet_pas_est_refuse_en_disant_a_propos_de_qui() -> None:
    assert etat_apres("projet", "brouillon", "soumettre") == "soumis"
    with pytest.raises(RefusMetier, match="Yacine B\\.\u00a0: Impossible de soumettre"):
        etat_apres("projet", "ouvert", "soumettre", qui="Yacine B.")


def test_les_lignes_lues_se_comparent_une_a_une(structure: Structure) -> None:
    changee, retiree = (fabriques.structure(structure.porteuse, nom=nom) for nom in ("Changée", "Retirée"))
    lues = versions_de([changee, retiree])
    exiger_lues([retiree, changee], lues, de=structure, quoi="la liste vient")
    exiger_lues([structure], None, de=structure, quoi="la liste vient")
    enregistrer(changee, {"commune": "Lens"})
    with pytest.raises(ModifieEntreTemps) as conflit:
        exiger_lues([changee, structure], lues, de=structure, quoi="la liste vient")
    mots = {(champ, apres) for champ, _, apres, _ in conflit.value.changements}
    assert mots == {("Changée, commune", "Lens"), ("Avant", "ajouté"), ("Une ligne que vous aviez lue", "retirée")}
    assert conflit.value.a_jour == {"lues": versions_de([structure, changee])}
    with pytest.raises(ModifieEntreTemps):
        exiger_lues([structure], versions_de([]), de=structure, quoi="la liste vient")
