"""Chaque adresse avec chaque rôle : un droit absent répond 403, l'objet d'une autre porteuse 404, jamais autre chose.

Les objets sont ceux d'une petite histoire complète ; une adresse dont l'objet n'y est pas fait échouer le test.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps

from clauses.avant.calibrage.tests import fabriques as calibrage
from clauses.avant.circuit.models import Accord, Dossier, Remarque
from clauses.avant.circuit.tests import fabriques as circuit
from clauses.avant.opportunite.tests import fabriques as opportunite
from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.relecture.tests import fabriques as relectures
from clauses.avant.sourcing.tests import fabriques as sourcing
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.matrice import portee_de
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.tests.fabriques import nord
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import EvenementMarche, HeuresTotales, Programme
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants
from tests.coherence.test_droits import adresses

pytestmark = pytest.mark.django_db
VARIABLES = {
    "<slug:chiffre>": "engagement",
    "<slug:nature>": "ordre_de_service",
    "<slug:acte>": "refuser",
    "<slug:code>": "condition-execution",
    "<str:code>": "x",
    "<str:jeton>": "y",
}


# Un fichier vérifié, sans aucune ligne : ce que montre la fiche d'un import vide.
RAPPORT = {"lignes": [], "verdicts": [], "totaux": {"cree": 0, "modifie": 0, "inchange": 0, "refuse": 0}}


class Histoire:
    """Une porteuse complète : un objet de chaque modèle du métier, un compte de chaque rôle."""

    def __init__(self) -> None:
        self.porteuse = structures.porteuse()
        programme = creer(Programme, porteuse=self.porteuse, nom="Programme")
        operation = marches.operation(self.porteuse, programme=programme, est_anru=True, departement=nord())
        lot = marches.lot(marches.marche(operation))
        marches.clause_ugap(lot)
        entreprise = structures.entreprise(self.porteuse)
        attribution = marches.attribution(lot, entreprise)
        employeur = structures.etti(self.porteuse)
        personne = participants.participant(self.porteuse)
        contrat = declarations.contrat(personne, lot, employeur=employeur, attribution=attribution)
        declaration = declarations.declaration(attribution, date(2026, 10, 1), etat="soumise")
        ligne = declarations.ligne(contrat, lot, date(2026, 10, 1), declaration=declaration)
        self.comptes = {
            Role.FACILITATEUR: comptes.facilitateur(self.porteuse),
            Role.RESPONSABLE: comptes.responsable(self.porteuse),
            Role.DONNEUR_D_ORDRE: comptes.donneur_d_ordre(operation.donneur_d_ordre),
            Role.JURISTE: comptes.juriste(operation.donneur_d_ordre),
            Role.TITULAIRE: comptes.titulaire(entreprise),
            Role.EMPLOYEUR: comptes.employeur(employeur),
            Role.PILOTE: comptes.pilote(nord()),
        }
        objets = [
            programme, operation, lot.marche, lot, attribution, personne, contrat, declaration, ligne, entreprise,
            participants.critere(personne, "rsa"), structures.contact(entreprise), self.porteuse,
            marches.tranche(lot, nature="ferme", heures=Decimal(10)), marches.commande(lot, "100", date(2026, 2, 1)),
            marches.facture(lot, "100", date(2026, 3, 1)),
            creer(EvenementMarche, marche=lot.marche, nature="ordre_de_service", jour=date(2026, 2, 1)),
            creer(HeuresTotales, lot=lot, mois=date(2026, 2, 1), heures=Decimal(100)),
            self.comptes[Role.FACILITATEUR], self.comptes[Role.FACILITATEUR].utilisateur,
        ]  # fmt: skip
        objets += _circuit(operation)
        objets += _projet(operation)
        objets += _relecture(lot, self.comptes[Role.FACILITATEUR])
        self.par_modele = {type(objet): objet for objet in objets}
        self.par_modele |= _imports(self.porteuse)


def _circuit(operation):
    """Une pièce en préparation, une remarque et un accord. Le marché de l'histoire, lui, est en cours."""
    marche = marches.marche(operation, etat="prepare", date_notification=None, date_debut=None)
    piece = circuit.piece(marche)
    dossier = creer(Dossier, marche=marche, chez_depuis=date(2026, 11, 1))
    commun = {"dossier": dossier, "piece": piece, "partie": "acheteur"}
    version = piece.versions.get()
    remarque = creer(Remarque, **commun, version_lue=version, texte="Article 6", auteur="Essai")
    return [piece, version, remarque, creer(Accord, **commun, version_accordee=version, par="Essai")]


def _relecture(lot, par):
    """Une pièce relue contre le lot."""
    relecture = relectures.relecture(par.en_acteur(), lot=lot)
    return [relecture, relecture.pieces.get()]


def _projet(operation):
    """Une fiche projet du même donneur d'ordre, son étude et sa pièce, son lot, une valeur de la table des métiers, une
    inscription au registre sans clause."""
    projet = projets.projet(operation.porteuse, donneur_d_ordre=operation.donneur_d_ordre)
    opportunite.etude(projet, derogation="immediate", nom_fichier="note.pdf", contenu=opportunite.PDF)
    sans_clause = opportunite.inscription(operation.porteuse, donneur_d_ordre=operation.donneur_d_ordre)
    demande = sourcing.sollicitation(projet, etat="envoyee")
    autres = [projets.lot(projet), calibrage.valeur(operation.porteuse), sans_clause]
    return [projet, *autres, demande, demande.fournisseur]


def _imports(porteuse):
    """Un import déposé de chaque sorte."""
    modeles = [m for m in apps.get_models() if m.__name__ in {"ImportMarches", "ImportHeures"}]
    return {
        modele: creer(modele, porteuse=porteuse, nom_fichier="x.csv", contenu=b"x", empreinte="0" * 64, rapport=RAPPORT)
        for modele in modeles
    }


# Les adresses dont la vue cherche elle-même son objet, et le modèle de cet objet.
CHERCHENT_ELLES_MEMES = {
    "operations/<uuid:pk>/journal/": "Operation",
    "operations/<uuid:pk>/heures/": "Operation",
    "operations/<uuid:pk>/heures/exporter/": "Operation",
}


def _concretes(histoire):
    """(droit, chemin concret, modèle ou None) de toutes les adresses du site qui ont un droit."""
    for motif, vue in adresses():
        if vue.ecran_droit == "public":
            continue
        modele = vue.ecran_objet
        if modele is None and motif in CHERCHENT_ELLES_MEMES:
            modele = next(m for m in histoire.par_modele if m.__name__ == CHERCHENT_ELLES_MEMES[motif])
        assert "<uuid:pk>" not in motif or modele in histoire.par_modele, f"{motif} : quel objet ?"
        chemin = motif
        if modele is not None:
            chemin = chemin.replace("<uuid:pk>", str(histoire.par_modele[modele].pk))
        for variable, valeur in VARIABLES.items():
            chemin = chemin.replace(variable, valeur)
        assert "<" not in chemin, f"{motif} : une variable inconnue du test."
        yield vue.ecran_droit, f"/{chemin}", modele


def test_chaque_adresse_refuse_le_role_sans_droit(client):
    histoire = Histoire()
    fautes = []
    for role, appartenance in histoire.comptes.items():
        client.force_login(appartenance.utilisateur)
        for droit, chemin, modele in _concretes(histoire):
            statut = client.get(chemin).status_code
            if statut == 405:
                statut = client.post(chemin).status_code
            if portee_de(role, droit) is None and statut not in ({403, 404} if modele else {403}):
                fautes.append(f"{role} : {chemin} ({droit}) répond {statut}")
            if statut >= 500:
                fautes.append(f"{role} : {chemin} tombe en panne ({statut})")
    assert fautes == []


def test_chaque_adresse_cache_l_objet_d_une_autre_porteuse(client):
    histoire, ailleurs = Histoire(), structures.porteuse("Une autre porteuse")
    etrangers = [comptes.responsable(ailleurs), comptes.facilitateur(ailleurs)]
    etrangers.append(comptes.titulaire(structures.entreprise(ailleurs)))
    etrangers.append(comptes.donneur_d_ordre(structures.bailleur(ailleurs)))
    etrangers.append(comptes.juriste(structures.bailleur(ailleurs)))
    etrangers.append(comptes.employeur(structures.etti(ailleurs)))
    fautes = []
    for etranger in etrangers:
        client.force_login(etranger.utilisateur)
        for droit, chemin, modele in _concretes(histoire):
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


def test_le_role_qui_a_le_droit_ouvre_l_adresse(client):
    histoire = Histoire()
    client.force_login(histoire.comptes[Role.RESPONSABLE].utilisateur)
    fermees = [
        f"{chemin} ({droit}) répond {statut}"
        for droit, chemin, _ in _concretes(histoire)
        if portee_de(Role.RESPONSABLE, droit) is not None
        and (statut := client.get(chemin).status_code) not in {200, 302, 405, 404}
    ]
    assert fermees == []


def test_sans_connexion_chaque_adresse_mene_a_la_connexion(client):
    histoire = Histoire()
    for _, chemin, _ in _concretes(histoire):
        reponse = client.get(chemin)
        if reponse.status_code == 405:
            reponse = client.post(chemin)
        assert reponse.status_code == 302, chemin
        assert reponse["Location"].startswith("/connexion/"), chemin
