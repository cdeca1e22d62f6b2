"""Ce que la liste et la fiche disent de la même façon : à qui de jouer, depuis quand, ce qu'on achète."""

from datetime import date

from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import en_date_longue, en_euros
from regles.typographie import accorder

Etat = Projet.Etat


def a_qui_de_jouer(projet: Projet) -> str:
    """« l'acheteur », « un facilitateur » ou son nom ; vide quand plus personne n'a rien à faire ici."""
    if not projet.est_en_cours:
        return ""
    if projet.etat == Etat.SOUMIS and projet.facilitateur is None:
        return "un facilitateur"
    if projet.facilitateur is not None:
        return str(projet.facilitateur)
    return "l'acheteur"


def en_jours(projet: Projet, jour: date) -> str:
    """« depuis 12 jours », « depuis aujourd'hui », ou rien."""
    if projet.etat_depuis is None:
        return ""
    jours = (jour - projet.etat_depuis).days
    if jours <= 0:
        return "depuis aujourd'hui"
    return f"depuis {accorder(jours, 'jour')}"


def resume_de_l_achat(projet: Projet, *, avec_le_lancement: bool = True) -> str:
    """« Travaux, 1 250 000 € HT sur 12 mois (36 avec les reconductions), lancement le 15 janvier 2027. »"""
    morceaux = [projet.get_nature_achat_display()]
    combien = f"{en_euros(projet.montant_ht, centimes=False)} HT" if projet.montant_ht is not None else ""
    duree = f"sur {projet.duree_mois} mois" if projet.duree_mois else ""
    if projet.duree_mois and projet.duree_totale_mois != projet.duree_mois:
        duree += f" ({projet.duree_totale_mois} avec les reconductions)"
    if combien or duree:
        morceaux.append(" ".join(filter(None, (combien, duree))))
    if avec_le_lancement and projet.date_lancement is not None:
        morceaux.append(f"lancement le {en_date_longue(projet.date_lancement)}")
    return f"{', '.join(morceaux)}."


def est_le_sien(projet: Projet, acteur: Acteur) -> bool:
    """La fiche attend-elle cette personne même ?"""
    if projet.facilitateur_id is None:
        return projet.etat == Etat.BROUILLON and acteur.role == Role.DONNEUR_D_ORDRE
    return projet.facilitateur_id == acteur.utilisateur_id
