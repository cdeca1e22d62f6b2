"""Les verbes du répertoire : creer, modifier, annuler, retablir, et les contacts."""

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.historique import historique
from clauses.fond.structures import services
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques
from tests.harnais.ensemble import pendant

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return fabriques.porteuse()


@pytest.fixture
def par(porteuse):
    return Acteur.systeme("essai", porteuse_id=porteuse.pk)


def test_creer_met_la_structure_au_repertoire_de_l_acteur(par, porteuse):
    siret = fabriques.siret_fictif(7)
    structure = services.creer(par=par, nom="Alpha", siret=f"{siret[:3]} {siret[3:]}")
    assert (structure.porteuse_id, structure.siret) == (porteuse.pk, siret)
    assert historique([structure])[0].auteur == "essai"


def test_sans_siret_elle_reste_a_completer(par):
    assert services.creer(par=par, nom="Alpha", siret="").siret is None


@pytest.mark.parametrize("siret", ["123", "99999999900011", "=1+1", "732829320"])
def test_un_siret_faux_est_refuse_sur_son_champ(par, siret):
    with pytest.raises(RefusMetier) as refus:
        services.creer(par=par, nom="Alpha", siret=siret)
    assert refus.value.champ == "siret"


def test_le_zero_perdu_en_tete_est_retabli(par):
    siret = fabriques.siret_a_zero()
    assert services.creer(par=par, nom="Alpha", siret=siret[1:]).siret == siret


def test_un_siret_deja_connu_nomme_la_fiche(par, porteuse):
    connue = fabriques.entreprise(porteuse, "Alpha")
    with pytest.raises(RefusMetier, match="Alpha"):
        services.creer(par=par, nom="Bêta", siret=connue.siret)
    services.annuler(connue, par=par, motif="fermée")
    with pytest.raises(RefusMetier, match="rétablissez-la"):
        services.creer(par=par, nom="Bêta", siret=connue.siret)


def test_deux_porteuses_ont_chacune_leur_fiche_du_meme_siret(par):
    connue = fabriques.entreprise(fabriques.porteuse("Ailleurs"), "Alpha")
    assert services.creer(par=par, nom="Alpha", siret=connue.siret).pk != connue.pk


def test_un_numero_de_securite_sociale_est_refuse(par):
    with pytest.raises(RefusMetier) as refus:
        services.creer(par=par, nom="Alpha", observation="gérante 2 90 05 59 606 123 18")
    assert refus.value.champ == "observation"


def test_une_famille_inconnue_est_refusee(par):
    with pytest.raises(RefusMetier) as refus:
        services.creer(par=par, nom="Alpha", famille="roi")
    assert refus.value.champ == "famille"


def test_modifier_sur_une_version_perimee_dit_ce_qui_a_change(par, porteuse):
    structure = fabriques.entreprise(porteuse, "Alpha", commune="Denain")
    lue = structure.version
    services.modifier(structure, par=par, version_lue=lue, commune="Lens")
    with pytest.raises(ModifieEntreTemps) as conflit:
        services.modifier(structure, par=par, version_lue=lue, nom="Bêta")
    assert conflit.value.changements == [("commune", "Denain", "Lens", "essai")]
    assert Structure.objects.get(pk=structure.pk).nom == "Alpha"


def test_annuler_demande_un_motif_et_s_ecrit_au_journal(par, porteuse):
    structure = fabriques.entreprise(porteuse)
    with pytest.raises(RefusMetier, match="pourquoi"):
        services.annuler(structure, par=par, motif=" ")
    services.annuler(structure, par=par, motif="liquidation")
    assert historique([structure])[0].detail == "liquidation"
    with pytest.raises(RefusMetier, match="déjà"):
        services.annuler(structure, par=par, motif="encore")
    assert not services.retablir(structure, par=par).est_annule
    assert historique([structure])[0].titre == "Rétablissement"


def test_une_structure_qui_sert_ne_s_annule_pas(par, porteuse):
    structure = fabriques.entreprise(porteuse)
    comptes.titulaire(structure)
    with pytest.raises(RefusMetier, match="1\u00a0appartenance"):
        services.annuler(structure, par=par, motif="fermée")


def test_retablir_ce_qui_n_est_pas_annule_est_refuse(par, porteuse):
    with pytest.raises(RefusMetier):
        services.retablir(fabriques.entreprise(porteuse), par=par)


def test_un_contact_se_joint(par, porteuse):
    structure = fabriques.entreprise(porteuse)
    with pytest.raises(RefusMetier) as refus:
        services.ajouter_contact(structure, par=par, nom="Fictif")
    assert refus.value.champ == "courriel"
    contact = services.ajouter_contact(structure, par=par, nom="Fictif", telephone="03 00 00 00 00")
    services.modifier_contact(contact, par=par, version_lue=contact.version, courriel="fictif@exemple.test")
    assert historique([contact])[0].changements[0].apres == "fictif@exemple.test"


def test_retirer_un_contact_deux_fois_est_refuse(par, porteuse):
    contact = fabriques.contact(fabriques.entreprise(porteuse))
    services.annuler_contact(contact, par=par, motif="parti")
    with pytest.raises(RefusMetier, match="déjà"):
        services.annuler_contact(contact, par=par, motif="parti")


def test_pas_de_contact_pour_une_structure_sortie_du_repertoire(par, porteuse):
    structure = fabriques.entreprise(porteuse)
    services.annuler(structure, par=par, motif="fermée")
    structure.refresh_from_db()
    with pytest.raises(RefusMetier, match="rétablissez"):
        services.ajouter_contact(structure, par=par, nom="Fictif", telephone="03")


@pytest.mark.parametrize("texte", ["batisseurs", "ESCAUT", "Bâtisseurs de l'Escaut", "bde"])
def test_chercher_ignore_accents_et_casse(porteuse, texte):
    structure = fabriques.entreprise(porteuse, sigle="BDE")
    fabriques.entreprise(porteuse, "Autre")
    assert list(Structure.objects.cherchees(texte)) == [structure]


def test_un_siret_se_cherche_par_groupes(porteuse):
    structure = fabriques.entreprise(porteuse)
    fabriques.entreprise(porteuse, "Autre")
    siret = structure.siret
    assert list(Structure.objects.cherchees(f"{siret[:3]} {siret[3:6]}\u202f{siret[6:9]}")) == [structure]


def test_les_ressemblantes_sont_de_meme_nom_ou_de_meme_entreprise(porteuse):
    une = fabriques.entreprise(porteuse, "Éclair Propreté")
    fabriques.entreprise(porteuse, "Autre chose")
    trouver = Structure.objects.ressemblant_a
    assert list(trouver("ECLAIR PROPRETE")) == [une]
    assert list(trouver("Tout autre", une.siret[:9] + "00028")) == [une]
    assert list(trouver("Éclair Prop")) == []


@pytest.mark.django_db(transaction=True)
def test_le_meme_siret_ecrit_a_la_fois_est_un_refus_et_non_une_panne(par):
    alpha = {"nom": "Alpha", "siret": fabriques.siret_fictif(999)}
    with pytest.raises(RefusMetier, match="SIRET"):
        pendant(lambda: services.creer(par=par, **alpha), lambda: services.creer(par=par, **alpha))
    assert Structure.objects.filter(siret=alpha["siret"]).count() == 1
