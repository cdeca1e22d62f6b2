"""Chaque adresse avec chaque rôle : un droit absent répond 403, l'objet d'une autre porteuse 404, jamais autre chose.

Les objets sont ceux de l'histoire que racontent les spécimens des tranches ; une adresse dont l'objet n'y est pas fait
échouer le test.
"""

import re
from collections import Counter

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import html

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.matrice import portee_de
from clauses.fond.habilitations.roles import Role
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from config import env
from tests.harnais import tour

pytestmark = pytest.mark.django_db


class Monde:
    """L'histoire complète, et un compte de chaque rôle."""

    def __init__(self) -> None:
        histoire, self.par_modele = tour.raconter()
        acheteur = histoire.operation.donneur_d_ordre
        self.comptes = {
            Role.FACILITATEUR: histoire.facilitateur,
            Role.RESPONSABLE: comptes.responsable(histoire.porteuse),
            Role.DONNEUR_D_ORDRE: comptes.donneur_d_ordre(acheteur),
            Role.JURISTE: comptes.juriste(acheteur),
            Role.TITULAIRE: comptes.titulaire(histoire.entreprise),
            Role.EMPLOYEUR: comptes.employeur(histoire.employeur),
            Role.PILOTE: comptes.pilote(nord()),
        }


def concretes(monde):
    """(droit, chemin concret, modèle ou None) de toutes les adresses du site qui ont un droit."""
    for ecran in tour.ecrans():
        modele = ecran.vue.ecran_objet or tour.modeles().get(ecran.nom)
        noms = set(ecran.motif.pattern.converters)
        assert "pk" not in noms or modele in monde.par_modele, f"{ecran.nom} : quel objet ?"
        cles = {"pk": monde.par_modele[modele].pk} if "pk" in noms else {}
        cles |= {nom: tour.morceaux()[ecran.nom, nom][0] for nom in noms - {"pk"}}
        yield ecran.vue.ecran_droit, reverse(ecran.nom, kwargs=cles), modele


def en_double(reponse):
    """Les identifiants que la page donne à plusieurs éléments : un intitulé y mène à la case d'un autre."""
    if not reponse.get("Content-Type", "").startswith("text/html") or not reponse.content:
        return []
    return [nom for nom, fois in Counter(html.fromstring(reponse.content.decode()).xpath("//@id")).items() if fois > 1]


def test_chaque_adresse_refuse_le_role_sans_droit_et_aucune_page_ne_donne_deux_fois_un_identifiant(client):
    monde = Monde()
    fautes = []
    for role, appartenance in monde.comptes.items():
        client.force_login(appartenance.utilisateur)
        for droit, chemin, modele in concretes(monde):
            reponse = client.get(chemin)
            fautes += [f"{role} : {chemin} donne deux fois l'identifiant « {nom} »" for nom in en_double(reponse)]
            statut = reponse.status_code if reponse.status_code != 405 else client.post(chemin).status_code
            if portee_de(role, droit) is None and statut not in ({403, 404} if modele else {403}):
                fautes.append(f"{role} : {chemin} ({droit}) répond {statut}")
            if statut >= 500:
                fautes.append(f"{role} : {chemin} tombe en panne ({statut})")
    assert fautes == []


def test_chaque_adresse_cache_l_objet_d_une_autre_porteuse(client):
    monde, ailleurs = Monde(), structures.porteuse("Une autre porteuse")
    etrangers = [comptes.responsable(ailleurs), comptes.facilitateur(ailleurs)]
    etrangers.append(comptes.titulaire(structures.entreprise(ailleurs)))
    etrangers.append(comptes.donneur_d_ordre(structures.bailleur(ailleurs)))
    etrangers.append(comptes.juriste(structures.bailleur(ailleurs)))
    etrangers.append(comptes.employeur(structures.etti(ailleurs)))
    fautes = []
    for etranger in etrangers:
        client.force_login(etranger.utilisateur)
        for droit, chemin, modele in concretes(monde):
            if modele is None or modele in (Utilisateur, Appartenance, Fournisseur):  # l'annuaire est à toutes
                continue
            permis = portee_de(etranger.role, droit) is not None
            for methode in (client.get, client.post):
                statut = methode(chemin).status_code
                if statut not in ({404, 405} if methode == client.get else {404}) and not (
                    statut == 403 and not permis
                ):
                    fautes.append(f"{etranger.role} : {chemin} ({droit}) répond {statut}")
    assert fautes == []


def test_le_role_qui_a_le_droit_ouvre_l_adresse_et_chaque_page_est_entiere(client):
    """Entière : le menu en haut, le pied en bas ; un bloc de gabarit du même nom, plus bas, l'effacerait."""
    monde, fautes, entieres = Monde(), [], 0
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    for droit, chemin, _ in concretes(monde):
        if portee_de(Role.RESPONSABLE, droit) is None:
            continue
        reponse = client.get(chemin)
        if reponse.status_code not in {200, 302, 405, 404}:
            fautes.append(f"{chemin} ({droit}) répond {reponse.status_code}")
        page = reponse.content.decode() if reponse.get("Content-Type", "").startswith("text/html") else ""
        if reponse.status_code == 200 and "</body>" in page:
            entieres += 1
            fautes += [f"{chemin} : sans {quoi}" for quoi in ("navigation", "pied") if f'class="{quoi}' not in page]
    assert fautes == []
    assert entieres > 80


NUL = "a\0b"


def _demandes() -> set[str]:
    """Les noms sous lesquels une vue lit un texte de l'adresse ou d'un envoi sans formulaire."""
    vues = (f.read_text(encoding="utf-8") for f in env.RACINE.glob("clauses/*/*/views*/**/*.py"))
    vues_seules = (f.read_text(encoding="utf-8") for f in env.RACINE.glob("clauses/*/*/views.py"))
    lus = re.compile(r"(?:GET|POST)(?:\.get|\.getlist)?[(\[]\"(\w+)\"")
    return {"q"} | {nom for texte in (*vues, *vues_seules) for nom in lus.findall(texte)}


def test_un_octet_nul_ou_un_envoi_vide_ne_fait_tomber_aucune_adresse(client):
    monde, noms = Monde(), _demandes()
    assert {"motif", "acte", "page"} <= noms
    envois = ({}, {"motif": NUL}, dict.fromkeys(noms, NUL))
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    pannes = []
    for droit, chemin, _ in concretes(monde):
        if portee_de(Role.RESPONSABLE, droit) is None:
            continue
        for methode, donnees in ((client.get, envois[2]), *((client.post, envoi) for envoi in envois)):
            try:
                with transaction.atomic():
                    methode(chemin, donnees)
                    transaction.set_rollback(True)
            except Exception as panne:
                pannes.append(f"{methode.__name__} {chemin} {sorted(donnees)[:3]} : {panne!r}")
    assert pannes == []


@pytest.mark.parametrize("methode", ["DELETE", "PATCH", "PUT", "TRACE", "FOO"])
def test_une_methode_qu_aucun_ecran_ne_sert_est_refusee(client, methode):
    client.force_login(comptes.facilitateur(structures.porteuse()).utilisateur)
    for chemin in ("/", "/compte/", "/structures/creer/", "/connexion/"):
        assert client.generic(methode, chemin).status_code == 405, chemin


def test_sans_connexion_chaque_adresse_mene_a_la_connexion(client):
    monde = Monde()
    for _, chemin, _ in concretes(monde):
        reponse = client.get(chemin)
        if reponse.status_code == 405:
            reponse = client.post(chemin)
        assert reponse.status_code == 302, chemin
        assert reponse["Location"].startswith("/connexion/"), chemin
