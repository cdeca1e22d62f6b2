"""Le bandeau de toutes les pages : la personne, sa structure porteuse, ses autres rôles, la navigation de son rôle."""

from dataclasses import replace
from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse

from clauses.fond.comptes import models
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.matrice import portee_de
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import accueil, adresse_de, droit_de
from clauses.fond.socle.composants import Appartenance, Entete, Lien
from clauses.fond.socle.registre import cartes, entrees, fragments
from clauses.fond.socle.requete import Requete


def entete(requete: Requete) -> dict[str, Any]:
    """Le processeur de contexte : `entete` (ou `None` sans compte) et `navigation`. Aucune requête à la base."""
    appartenance = getattr(requete, "appartenance", None)
    if appartenance is None:
        return {"entete": None, "navigation": []}
    acteur = requete.acteur
    return {
        "entete": replace(
            en_entete(appartenance, requete.appartenances, acteur),
            invitations=len(requete.invitations),
            url_invitations=reverse("comptes:invitations"),
        ),
        "navigation": navigation(requete, acteur),
    }


def en_entete(actuelle: models.Appartenance, toutes: list[models.Appartenance], acteur: Acteur) -> Entete:
    porteuse = actuelle.porteuse
    logo = adresse_de("structures:logo") if porteuse is not None and porteuse.logo else ""
    choix = [Appartenance(str(a.pk), libelle_de(a), a.pk == actuelle.pk) for a in toutes] if len(toutes) > 1 else []
    return Entete(
        nom_utilisateur=str(actuelle.utilisateur),
        initiales=actuelle.utilisateur.initiales,
        nom_structure=str(porteuse or actuelle.departement),
        logo_structure=f"{logo}?v={porteuse.version}" if logo and porteuse is not None else "",
        role=role_en_mots(actuelle),
        appartenances=choix,
        url_accueil=accueil(),
        url_recherche=next((adresse_de(f.adresse) for f in fragments("recherche")), ""),
        url_appartenance=adresse_de("comptes:agir_comme"),
        url_compte=adresse_de("comptes:profil") if peut(acteur, "compte.voir") else "",
        url_deconnexion=adresse_de("comptes:deconnexion"),
    )


def role_en_mots(appartenance: models.Appartenance) -> str:
    """« Entreprise attributaire, Bâtisseurs de l'Escaut »."""
    role = appartenance.get_role_display()
    return f"{role}, {appartenance.structure}" if appartenance.structure else role


def libelle_de(appartenance: models.Appartenance) -> str:
    """« MEF du Valenciennois · Entreprise attributaire, Bâtisseurs de l'Escaut »."""
    return f"{appartenance.porteuse or appartenance.departement} · {role_en_mots(appartenance)}"


def navigation(requete: Requete, acteur: Acteur) -> list[Lien]:
    """Les entrées du menu que le rôle ouvre, celle de l'écran en cours allumée."""
    liens = _liens(acteur.role, get_script_prefix())
    active = _active(requete, {adresse: lien.url for adresse, lien in liens.items()})
    return [replace(lien, est_active=lien.url == active) for lien in liens.values()]


@cache
def _liens(role: str, _racine: str) -> dict[str, Lien]:
    """{« tranche:nom » : son lien}, les mêmes à chaque page pour un rôle et une racine du site."""
    return {e.adresse: Lien(e.libelle, reverse(e.adresse)) for e in entrees() if portee_de(role, droit_de(e))}


def _active(requete: Requete, urls: dict[str, str]) -> str:
    """L'adresse la plus longue qui commence celle de la page ; à défaut, celle que sa tranche allume."""
    commencent = [u for u in urls.values() if requete.path == u or (u != "/" and requete.path.startswith(u))]
    if commencent:
        return max(commencent, key=len)
    tranche = requete.resolver_match.namespace if requete.resolver_match else ""
    return urls.get(cartes()[tranche].allume, "") if tranche in cartes() else ""
