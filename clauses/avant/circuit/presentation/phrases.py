"""Où en est un dossier, en mots : LA phrase, qui joue, depuis quand."""

from datetime import date

from django.utils import timezone

from clauses.avant.circuit.models import Chez
from clauses.avant.circuit.situation import EtatDuDossier, Situation
from clauses.fond.socle.composants import Ton
from clauses.fond.socle.valeurs import en_date_longue
from regles.circuit import PARTIES, en_tete
from regles.typographie import accorder, enumerer, typographie


def depuis(jour_d_avant: date, jour: date) -> str:
    """« depuis aujourd'hui », « depuis hier », « depuis 6 jours »."""
    jours = (jour - jour_d_avant).days
    if jours < 1:
        return "depuis aujourd'hui"
    return "depuis hier" if jours == 1 else f"depuis {accorder(jours, 'jour')}"


def au_jour(quand: date, jour: date) -> str:
    """« le 3 décembre », avec l'année si ce n'est pas celle en cours."""
    entier = en_date_longue(quand)
    return f"le {entier.rsplit(' ', 1)[0] if quand.year == jour.year else entier}"


def chez_depuis(vue: EtatDuDossier) -> date:
    """Le jour où le dossier est arrivé là où il est : un accord tombé le ramène le jour de la version nouvelle."""
    if not vue.accord_tombe:
        return vue.dossier.chez_depuis
    nouvelles = [timezone.localtime(instant).date() for instant in vue.versions_du]
    return max([vue.dossier.chez_depuis, *nouvelles])


def phrase(vue: Situation, jour: date) -> str:
    """« Chez l'acheteur depuis 6 jours ; réponse attendue le 3 décembre ; 2 remarques ouvertes. »"""
    morceaux = [f"{_ou(vue)} {depuis(chez_depuis(vue), jour)}"]
    if vue.chez != Chez.PERSONNE and vue.dossier.echeance and not vue.accord_tombe:
        morceaux.append(_echeance(vue.dossier.echeance, jour))
    if vue.est_tout_approuve_ici:
        morceaux.append("toutes les pièces sont approuvées, le dossier est à rendre")
    if vue.remarques_ouvertes:
        morceaux.append(accorder(vue.remarques_ouvertes, "remarque ouverte", "remarques ouvertes"))
    if vue.accord_tombe:
        morceaux.append(f"l'accord est tombé sur {pieces_sans_accord(vue)}")
    if vue.a_change_depuis_la_cloture:
        morceaux.append(f"depuis, {pieces_sans_accord(vue)} a changé : le facilitateur doit reprendre le dossier")
    return typographie(" ; ".join(morceaux) + ".")


def _ou(vue: Situation) -> str:
    if vue.chez in PARTIES:
        return f"Chez {PARTIES[vue.chez]}"
    if vue.dossier.etat == "clos":
        return "Clos, pièces bonnes pour publication,"
    return "Accord complet, à clore par le facilitateur,"


def _echeance(echeance: date, jour: date) -> str:
    retard = (jour - echeance).days
    texte = f"réponse attendue {au_jour(echeance, jour)}"
    return f"{texte}, en retard de {accorder(retard, 'jour')}" if retard > 0 else texte


def pieces_sans_accord(vue: Situation) -> str:
    """Les pièces auxquelles il manque un accord, nommées."""
    noms = [f"« {p.piece.get_nature_display()} »" for p in vue.pieces if p.version is None or p.manquants(vue.parties)]
    return enumerer(noms) or "une pièce"


def ton(vue: Situation, jour: date) -> Ton:
    if vue.est_en_retard(jour) or vue.accord_tombe or vue.a_change_depuis_la_cloture:
        return "alerte"
    return "accent" if vue.chez == Chez.PERSONNE else "neutre"


def a_qui(vue: EtatDuDossier) -> str:
    """« Le facilitateur », « L'acheteur »… ; un accord complet attend le facilitateur, qui le clôt."""
    if vue.chez in PARTIES:
        return en_tete(vue.chez)
    return "Personne" if vue.dossier.etat == "clos" else en_tete("facilitateur")
