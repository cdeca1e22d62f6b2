"""Le journal d'une fiche, lu comme une frise."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Etape
from clauses.fond.socle.concurrence import changements_depuis
from clauses.fond.socle.historique import historique
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques

pytestmark = pytest.mark.django_db

MARIE = Acteur(identifiant="marie", nom="Marie Exemple")


@pytest.fixture
def porteuse():
    return fabriques.porteuse()


def changer(objet, motif="", **valeurs):
    with signer(MARIE, motif):
        for champ, valeur in valeurs.items():
            setattr(objet, champ, valeur)
        objet.save()


def test_une_creation_tient_en_une_ligne(porteuse):
    (evenement,) = historique([fabriques.entreprise(porteuse)])
    assert isinstance(evenement, Etape)
    assert (evenement.titre, evenement.auteur, evenement.changements) == ("Création", "jeu d'essai", [])


def test_une_modification_dit_le_champ_l_avant_et_l_apres_en_francais(porteuse):
    fiche = fabriques.entreprise(porteuse, commune="Denain")
    changer(fiche, "fusion des deux agences", nature="ea", commune="Lens")
    evenement = historique([fiche])[0]
    assert (evenement.titre, evenement.auteur, evenement.detail) == (
        "Modification",
        "Marie Exemple",
        "fusion des deux agences",
    )
    lus = {(c.champ, c.avant, c.apres) for c in evenement.changements}
    assert lus == {("Nature", "Entreprise privée", "Entreprise adaptée (EA)"), ("Commune", "Denain", "Lens")}


def test_les_nombres_et_les_cases_videes_se_lisent(porteuse):
    changer(porteuse, heures_par_etp="1820.5", sigle="MEF")
    changer(porteuse, sigle="")
    derniere, avant = historique([porteuse])[:2]
    assert [(c.champ, c.avant, c.apres) for c in derniere.changements] == [("Sigle", "MEF", "")]
    assert {c.apres for c in avant.changements} == {"1\u202f820,5", "MEF"}


def test_une_cle_etrangere_se_lit_par_le_nom_et_la_fiche_annexe_est_nommee(porteuse):
    une, autre = fabriques.entreprise(porteuse, "Alpha"), fabriques.entreprise(porteuse, "Bêta")
    contact = fabriques.contact(une, "Dupont", prenom="Léa")
    changer(contact, structure=autre)
    evenement = historique([une, contact])[0]
    assert evenement.titre == "Modification\u00a0: contact «\u00a0Léa Dupont\u00a0»"
    assert [(c.champ, c.avant, c.apres) for c in evenement.changements] == [("Structure", "Alpha", "Bêta")]


def test_une_annulation_porte_son_motif(porteuse):
    fiche = fabriques.entreprise(porteuse)
    with signer(MARIE, "doublon"):
        fiche.annuler("doublon")
    evenement = historique([fiche])[0]
    assert (evenement.titre, evenement.detail, evenement.changements) == ("Annulation", "doublon", [])


def test_ce_qui_ne_change_rien_de_lisible_est_tu(porteuse):
    personne = comptes.utilisateur()
    changer(personne, password="!secret-jamais-montre")
    assert [e.titre for e in historique([personne])] == ["Création"]
    changer(personne, "mot de passe changé", password="!autre")
    derniere = historique([personne])[0]
    assert (derniere.detail, derniere.changements) == ("mot de passe changé", [])


def test_les_creations_d_un_meme_geste_sont_un_seul_evenement(porteuse):
    fiches = [fabriques.entreprise(porteuse, f"Société {n}") for n in range(5)]
    porteuse_et_fiches = historique([porteuse, *fiches])
    assert next((e.titre, e.nombre) for e in porteuse_et_fiches) == ("Création\u00a0: 5 structures", 5)


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_d_evenements(porteuse):
    une, autre = fabriques.entreprise(porteuse, "Alpha"), fabriques.entreprise(porteuse, "Bêta")
    contact = fabriques.contact(une)

    def compte() -> int:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            historique([une, contact])
        return len(requetes)

    changer(contact, structure=autre)
    avant = compte()
    for tour in range(12):
        changer(contact, structure=(une, autre)[tour % 2])
    assert compte() == avant <= 4


def test_le_nom_d_une_appartenance_ne_coute_pas_une_requete_par_ligne(porteuse, django_assert_max_num_queries):
    for _ in range(6):
        qui = comptes.appartenance(Role.TITULAIRE, porteuse=porteuse, structure=fabriques.entreprise(porteuse))
        changer(qui, "motif", role=Role.EMPLOYEUR)
    with django_assert_max_num_queries(3):
        evenements = historique([porteuse, *Appartenance.objects.filter(porteuse=porteuse).order_by("pk")])
    assert len([e for e in evenements if e.titre.startswith("Modification")]) == 6


def test_la_limite_borne_la_frise(porteuse):
    for nom in "abcdefgh":
        changer(porteuse, sigle=nom)
    assert [e.changements[0].apres for e in historique([porteuse], limite=3)] == ["h", "g", "f"]


def test_changements_depuis_ne_montre_que_ce_que_les_autres_ont_enregistre_apres(porteuse):
    fiche = fabriques.entreprise(porteuse, "Alpha")
    changer(fiche, commune="Denain")
    lue = fiche.version
    changer(Structure.objects.get(pk=fiche.pk), commune="Lens")
    assert changements_depuis(fiche, lue) == [("commune", "Denain", "Lens", "Marie Exemple")]


def test_sans_objet_pas_de_requete(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert historique([]) == []
