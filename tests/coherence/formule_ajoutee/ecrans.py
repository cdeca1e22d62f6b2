"""Les écrans et la pièce, dans la copie : la formule saisie, lue, expliquée, écrite."""

from html import unescape
from typing import Any

from django.urls import reverse

from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.faits import lire
from clauses.avant.relecture.attendues import attendues_du_marche
from clauses.suivi.marches.tests import scene
from lecteur.controle import controler
from lecteur.extraction import extraire
from lecteur.extraction.constats import Texte

PIECE = "Le titulaire réserve aux personnes éloignées de l'emploi 35 heures d'insertion par logement livré."
SAISIE = {
    "acte": "enregistrer",
    "instrument": "condition",
    "formule": "logement",
    "heures_par_logement": "35",
    "logements_prevus": "48",
    "logements_livres": "10",
    "publics_ccag": ["deld"],
    "periodicite": "1",
    "jour_echeance": "15",
    "duree_max_mois": "24",
    "duree_max_cdi_mois": "48",
    "compte_formation": "on",
}


def vus() -> dict[str, Any]:
    """La formule saisie par un formulaire, lue sur la fiche, dans « pourquoi ce chiffre » et dans le CCAP."""
    monde = scene.monter(avec_clause=False)
    client = monde.connecter("facilitateur")

    def page(nom: str) -> str:
        return unescape(client.get(reverse(nom, args=[monde.lot.pk])).content.decode())

    vues = {"formulaire": page("marches:clause_saisir")}
    adresse = reverse("marches:clause_saisir", args=[monde.lot.pk])
    vues["incomplete"] = unescape(client.post(adresse, SAISIE | {"heures_par_logement": ""}).content.decode())
    vues["statut"] = client.post(adresse, SAISIE).status_code
    clause = monde.lot.clauses.get()
    vues["gardees"] = [str(getattr(clause, nom)) for nom in SAISIE if "logement" in nom]
    vues |= {
        "fiche": page("fiches:lot"),
        "pourquoi": page("marches:lot_pourquoi"),
        "versions": page("marches:clause_versions"),
    }
    vues["ccap"] = composer("ccap", lire(monde.marche), {}).en_texte()
    texte = Texte.depuis(f"Clause sociale d'insertion. {PIECE}")
    remarques = controler(extraire(texte), texte, nature="rc", attendues=attendues_du_marche(monde.marche))
    vues["relecture"] = [(remarque.gravite, remarque.titre) for remarque in remarques]
    return vues
