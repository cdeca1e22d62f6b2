"""Les écrans des utilisateurs : réservés au responsable, fermés aux autres structures porteuses."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from clauses.fond.comptes import liens, services
from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.services import inviter
from clauses.fond.comptes.tests import fabriques
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Departement

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def responsable(client, porteuse):
    client.force_login(fabriques.responsable(porteuse).utilisateur)
    return client


def compte_de(role, porteuse):
    if role == Role.PILOTE:
        return fabriques.pilote(Departement.objects.order_by("code").first()).utilisateur
    if role in (Role.FACILITATEUR, Role.RESPONSABLE):
        return fabriques.appartenance(role, porteuse=porteuse).utilisateur
    return fabriques.appartenance(role, porteuse=porteuse, structure=structures.entreprise(porteuse)).utilisateur


@pytest.mark.parametrize("role", list(Role))
def test_seul_le_responsable_ouvre_ces_ecrans(client, porteuse, role):
    cible = fabriques.facilitateur(porteuse)
    client.force_login(compte_de(role, porteuse))
    attendu = 200 if role == Role.RESPONSABLE else 403
    assert client.get(reverse("comptes:utilisateurs")).status_code == attendu
    assert client.get(reverse("comptes:inviter")).status_code == attendu
    fiche = client.get(reverse("comptes:utilisateur", args=[cible.utilisateur_id]))
    assert fiche.status_code == (200 if role == Role.RESPONSABLE else 404)


def test_la_liste_dit_qui_a_acces_et_tait_les_autres_structures(responsable, porteuse):
    fabriques.facilitateur(structures.porteuse("Ailleurs"))
    retire = fabriques.appartenance(Role.TITULAIRE, porteuse=porteuse, structure=structures.entreprise(porteuse))
    page = responsable.get(reverse("comptes:utilisateurs")).content.decode()
    assert retire.utilisateur.courriel in page
    assert "Bâtisseurs de l’Escaut" in page
    assert page.count("data-ligne") == 2
    assert "2\u00a0personnes ont accès à vos données." in page


def test_les_roles_d_ailleurs_ne_se_voient_pas_sur_la_fiche(responsable, porteuse):
    appartenance = fabriques.facilitateur(porteuse)
    fabriques.appartenance(Role.RESPONSABLE, qui=appartenance.utilisateur, porteuse=structures.porteuse("Ailleurs"))
    page = responsable.get(reverse("comptes:utilisateur", args=[appartenance.utilisateur_id])).content.decode()
    assert "Ailleurs" not in page
    assert page.count("data-ligne") == 1


def test_le_journal_du_compte_ne_nomme_pas_qui_le_gere_ailleurs(responsable, porteuse):
    ailleurs = fabriques.responsable(structures.porteuse("Ailleurs")).en_acteur()
    ailleurs = replace(ailleurs, nom="Responsable de là-bas")
    personne = inviter(par=ailleurs, courriel="lea@exemple.test", nom="Fictive", role=Role.FACILITATEUR)
    fabriques.appartenance(Role.FACILITATEUR, qui=personne.appartenance.utilisateur, porteuse=porteuse)
    page = responsable.get(reverse("comptes:utilisateur", args=[personne.appartenance.utilisateur_id]))
    assert "Responsable de là-bas" not in page.content.decode()
    assert "Création" in page.content.decode()


def test_l_utilisateur_d_une_autre_porteuse_est_introuvable(responsable):
    etranger = fabriques.facilitateur(structures.porteuse("Ailleurs"))
    for nom, cle in (
        ("utilisateur", etranger.utilisateur_id),
        ("remettre_lien", etranger.utilisateur_id),
        ("retirer", etranger.pk),
    ):
        adresse = reverse(f"comptes:{nom}", args=[cle])
        assert responsable.get(adresse).status_code == 404
        assert responsable.post(adresse, {"motif": "x"}).status_code == 404


def test_le_nombre_de_requetes_de_la_liste_est_borne(responsable, porteuse, django_assert_max_num_queries):
    for _ in range(15):
        fabriques.appartenance(Role.TITULAIRE, porteuse=porteuse, structure=structures.entreprise(porteuse))
    with django_assert_max_num_queries(8):
        assert responsable.get(reverse("comptes:utilisateurs")).status_code == 200


LEA = {"courriel": "lea@exemple.test", "nom": "Fictive", "prenom": "Léa", "role": "facilitateur"}
LIEN = re.compile(r"http://testserver(/(?:mot-de-passe|invitation)/[^\"\s]+)")


def lien_montre(client, adresse):
    trouve = LIEN.search(client.get(adresse).content.decode())
    return trouve[1] if trouve else ""


def test_inviter_mene_a_la_fiche_et_recharger_ne_perd_pas_le_lien(responsable):
    reponse = responsable.post(reverse("comptes:inviter"), LEA)
    personne = Appartenance.objects.get(utilisateur__courriel=LEA["courriel"]).utilisateur
    assert reponse.status_code == 302
    assert reponse["Location"] == reverse("comptes:utilisateur", args=[personne.pk])
    lien = lien_montre(responsable, reponse["Location"])
    assert lien
    assert lien_montre(responsable, reponse["Location"]) == lien
    autre = fabriques.facilitateur(Appartenance.objects.get(utilisateur=personne).porteuse)
    assert not lien_montre(responsable, reverse("comptes:utilisateur", args=[autre.utilisateur_id]))


def test_le_lien_remis_ne_se_montre_plus_une_fois_servi_ni_apres_dix_minutes(responsable, monkeypatch):
    fiche = responsable.post(reverse("comptes:inviter"), LEA)["Location"]
    personne = Appartenance.objects.get(utilisateur__courriel=LEA["courriel"]).utilisateur
    with monkeypatch.context() as plus_tard:
        plus_tard.setattr(liens, "MONTRE_PENDANT", -1)
        assert not lien_montre(responsable, fiche)
    responsable.post(reverse("comptes:remettre_lien", args=[personne.pk]))
    cle, jeton = lien_montre(responsable, fiche).strip("/").split("/")[1:]
    soi = Acteur(identifiant=str(personne.pk), nom=str(personne))
    services.ouvrir_par_l_invitation((cle, jeton), fabriques.MOT_DE_PASSE, par=soi)
    assert not lien_montre(responsable, fiche)
    responsable.post(reverse("comptes:remettre_lien", args=[personne.pk]))
    assert "/mot-de-passe/" in lien_montre(responsable, fiche)
    services.choisir_mot_de_passe(personne, "Autre-roseau-1848!", par=soi)
    assert not lien_montre(responsable, fiche)


def test_le_role_d_une_personne_invitee_se_choisit(responsable):
    page = responsable.get(reverse("comptes:inviter")).content.decode()
    assert '<option value="" selected>Choisir…</option>' in page
    reponse = responsable.post(reverse("comptes:inviter"), LEA | {"role": ""})
    assert reponse.status_code == 422
    assert "Choisissez ce que cette personne pourra faire." in reponse.content.decode()


def test_inviter_garde_ce_qui_a_ete_tape_et_montre_l_erreur_au_champ(responsable):
    donnees = {"courriel": "lea@exemple.test", "nom": "Fictive", "role": "titulaire"}
    page = responsable.post(reverse("comptes:inviter"), donnees).content.decode()
    assert "Choisissez la structure que cette personne représente." in page
    assert 'value="lea@exemple.test"' in page
    assert not Appartenance.objects.filter(utilisateur__courriel="lea@exemple.test").exists()


def test_la_structure_d_une_autre_porteuse_n_est_pas_proposee(responsable, porteuse):
    ici, ailleurs = structures.entreprise(porteuse, "Ici"), structures.entreprise(structures.porteuse("X"), "Là-bas")
    page = responsable.get(reverse("comptes:inviter"), {"structure": ici.pk, "role": "titulaire"}).content.decode()
    assert f'value="{ici.pk}" selected' in page
    assert str(ailleurs.pk) not in page


def test_retirer_demande_la_raison_puis_le_fait(responsable, porteuse):
    cible = fabriques.facilitateur(porteuse)
    adresse = reverse("comptes:retirer", args=[cible.pk])
    assert "Retirer ce rôle" in responsable.get(adresse).content.decode()
    assert "Dites pourquoi ce rôle est retiré" in responsable.post(adresse, {"motif": ""}).content.decode()
    assert responsable.post(adresse, {"motif": "départ"})["Location"].endswith(f"{cible.utilisateur_id}/")
    cible.refresh_from_db()
    assert cible.est_annule


def test_le_refus_du_dernier_responsable_se_lit_a_l_ecran(responsable, porteuse):
    moi = Appartenance.objects.get(porteuse=porteuse, role=Role.RESPONSABLE)
    page = responsable.post(reverse("comptes:retirer", args=[moi.pk]), {"motif": "je pars"}).content.decode()
    assert "dernier compte responsable" in page
    assert "je pars" in page


def test_remettre_un_lien_le_montre(responsable, porteuse):
    cible = fabriques.facilitateur(porteuse).utilisateur
    reponse = responsable.post(reverse("comptes:remettre_lien", args=[cible.pk]))
    assert lien_montre(responsable, reponse["Location"])


def test_changer_son_mot_de_passe_met_ses_champs_l_un_sous_l_autre(responsable):
    page = responsable.get(reverse("comptes:mot_de_passe")).content.decode()
    assert "comptes/comptes.css" in page
    assert "formulaire-etroit" in page
