"""Aucun écran ne crée deux fois ce qu'on lui envoie deux fois : chaque formulaire de chaque page porte son jeton, et
chaque création, trouvée en parcourant le site, est envoyée quatre fois au même instant.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from lxml import html

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.adresses import adresses
from clauses.fond.socle.envois import CHAMP
from clauses.fond.socle.models import EntreeJournal
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.tests import publications
from lecteur.tests.pieces import en_docx
from tests.coherence.test_droits_par_adresse import Monde, concretes
from tests.harnais.ensemble import en_meme_temps
from tests.harnais.remplir import remplir

A_LA_FOIS = 4
Donnees = dict[str, object]
# Ce qu'aucune règle ne devine. « DO » : le donneur d'ordre de l'histoire ; « ENTREPRISE » : son attributaire.
SAISIES: dict[str, Donnees] = {
    "calibrage:reference_saisir": {"cout_horaire": "40"},
    "marches:evenement_noter": {"description": "Essai"},
    "marches:operation_creer": {"donneur_d_ordre": "DO"},
    "marches:sous_traiter": {"structure": "ENTREPRISE"},
    "opportunite:inscrire": {"raison": "non_soumis"},
    "opportunite:inscrire_ce_marche": {"date_lancement": "20/11/2026"},
    "opportunite:inscrire_marche": {
        "donneur_d_ordre": "DO",
        "date_lancement": "20/11/2026",
        "montant_ht": "1000",
        "duree_mois": "6",
    },
    "projets:creer": {"donneur_d_ordre": "DO"},
    "redaction:modele": {"texte": "Un autre texte.", "motif": "Essai"},
    "structures:contact_creer": {"telephone": "03 27 00 00 00"},
    "structures:creer": {"famille": "bailleur", "siret": ""},
}


def _docx() -> bytes:
    return en_docx("Le titulaire réserve 300 heures à des personnes en insertion.")


FICHIERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "declarations:importer": ("fichier", lambda: classeurs.contrats({})),
    "marches:importer": ("fichier", lambda: publications.fichier(publications.publication("2026M077"))),
    "redaction:deposer": ("fichier", _docx),
    "relecture:deposer": ("fichiers", _docx),
    "relecture:relire_lot": ("fichiers", _docx),
}
# Ce que le parcours n'envoie pas, et pourquoi.
NON_ESSAYEES = {
    "declarations:contrat_creer": "la personne, le lot et les dates doivent aller ensemble ; même `@ecran`, même jeton",
    "marches:depenses_importer": "deux temps, l'aperçu puis l'accord ; le même tableau redit ne change rien",
}
CREATIONS = ("creer", "deposer", "importer", "inviter", "ajouter", "inscrire")


def formulaires(client: Client, monde: Monde) -> Iterator[tuple[str, str, Donnees]]:
    """(écran, adresse, champs remplis) de chaque formulaire que le responsable peut envoyer."""
    for _, chemin, _ in concretes(monde):
        page = client.get(chemin)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            for formulaire in html.fromstring(page.content.decode()).forms:
                adresse = formulaire.action or chemin
                nom = resolve(urlsplit(adresse).path).view_name if formulaire.method == "POST" else ""
                if nom not in ("", "comptes:deconnexion"):
                    yield nom, adresse, {**remplir(formulaire), **SAISIES.get(nom, {})}


def completes(nom: str, champs: Donnees, monde: Monde) -> Donnees:
    """Les champs, les noms de l'histoire à leur place, et un fichier neuf s'il en faut un."""
    noms = {
        "DO": monde.comptes[Role.DONNEUR_D_ORDRE].structure.nom,
        "ENTREPRISE": monde.comptes[Role.TITULAIRE].structure.nom,
    }
    prets = {cle: noms.get(valeur, valeur) if isinstance(valeur, str) else valeur for cle, valeur in champs.items()}
    if nom in FICHIERS:
        champ, faire = FICHIERS[nom]
        suffixe = {"declarations:importer": "xlsx", "marches:importer": "json"}.get(nom, "docx")
        prets[champ] = SimpleUploadedFile(f"essai.{suffixe}", faire())
    return prets


def creees() -> Counter[str]:
    return Counter(EntreeJournal.objects.filter(action="creation").values_list("table", flat=True))


def _rang(formulaire: tuple[str, str, Donnees]) -> int:
    return next((rang for rang, mot in enumerate(CREATIONS) if mot in formulaire[0]), len(CREATIONS))


def essayer(client: Client, adresse: str, donnees: Donnees) -> tuple[Counter[str], HttpResponse]:
    """Ce qu'un seul envoi crée, et sa réponse ; puis tout est défait."""
    avant = creees()
    with transaction.atomic():
        reponse = client.post(adresse, donnees)
        faites = creees() - avant
        transaction.set_rollback(True)
    return faites, reponse


@pytest.mark.django_db
def test_chaque_formulaire_porte_un_jeton_et_chacun_le_sien(client: Client) -> None:
    monde = Monde()
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    jetons = [(adresse, *champs.get(CHAMP, [""])) for _, adresse, champs in formulaires(client, monde)]
    assert len(jetons) > 90
    assert [adresse for adresse, jeton in jetons if not jeton] == []
    assert len({jeton for _, jeton in jetons}) == len(jetons)


@pytest.mark.django_db(transaction=True)
def test_chaque_creation_envoyee_quatre_fois_a_la_fois_n_en_fait_qu_une(client: Client) -> None:
    monde, essayes, fautes = Monde(), {}, []
    client.force_login(monde.comptes[Role.RESPONSABLE].utilisateur)
    temoins = {nom: morceau.value for nom, morceau in client.cookies.items()}
    # Les créations d'abord : ouvrir une opération ou classer un projet ferme ce qui s'y ajoute.
    for nom, adresse, champs in sorted(formulaires(client, monde), key=_rang):
        faites, reponse = essayer(client, adresse, completes(nom, champs, monde))
        if not faites or reponse.status_code != 302 or nom in essayes:
            continue

        def envoyer(nom: str = nom, adresse: str = adresse, champs: Donnees = champs) -> HttpResponse:
            seul = Client()
            seul.cookies.load(temoins)
            return seul.post(adresse, completes(nom, champs, monde))

        avant = creees()
        reponses = en_meme_temps(A_LA_FOIS, envoyer)
        essayes[nom] = creees() - avant
        if essayes[nom] != faites or {r.status_code for r in reponses} != {302}:
            fautes.append(
                f"{nom} : {dict(essayes[nom])} au lieu de {dict(faites)}, {[r.status_code for r in reponses]}"
            )
        if len({r["Location"] for r in reponses}) != 1:
            fautes.append(f"{nom} mène à {sorted(r['Location'] for r in reponses)}")
    assert fautes == []
    assert len(essayes) >= 25
    a_essayer = {a.nom for a in adresses() if a.vue.ecran_ecrit and any(mot in a.nom for mot in CREATIONS)}
    assert sorted(a_essayer - essayes.keys() - NON_ESSAYEES.keys()) == []
