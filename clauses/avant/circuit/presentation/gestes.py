"""Les boutons du dossier : ceux que la table du circuit permet à cette partie, un seul principal."""

from django.urls import reverse

from clauses.avant.circuit.models import Dossier, Partie
from clauses.avant.circuit.services.accords import pourquoi_pas
from clauses.avant.circuit.situation import Situation
from clauses.fond.socle.composants import Action
from clauses.suivi.marches.models import Marche
from regles.circuit import refus


def peut_jouer(vue: Situation, partie: Partie | None, verbe: str) -> bool:
    """Vrai si la partie peut jouer ce verbe maintenant, et si le marché est encore en préparation."""
    if partie is None or vue.dossier.marche.etat != Marche.Etat.PREPARE or vue.dossier.marche.est_annule:
        return False
    return not refus(verbe, etat=vue.etat, chez=vue.chez, partie=partie)


def a_approuver(vue: Situation, partie: Partie | None) -> bool:
    """Vrai s'il reste à cette partie une version à approuver, et si elle le peut."""
    return peut_jouer(vue, partie, "accorder") and any(not pourquoi_pas(p, partie) for p in vue.pieces)


def actions(vue: Situation, partie: Partie | None) -> list[Action]:
    """Le geste attendu d'abord ; il est principal quand c'est à cette partie de jouer."""
    cle = vue.dossier.marche_id
    possibles = []
    a_son_tour = vue.chez == partie
    accord = Action("Donner mon accord…", reverse("circuit:accord", args=[cle]), icone="check-lg")
    if a_son_tour and a_approuver(vue, partie) and partie != Partie.FACILITATEUR:
        possibles.append(accord)
    if peut_jouer(vue, partie, "clore"):
        possibles.append(Action("Clore le dossier…", reverse("circuit:clore", args=[cle]), icone="check-lg"))
    if peut_jouer(vue, partie, "transmettre") and vue.en_vigueur:
        possibles.append(Action(_envoi(vue, partie), reverse("circuit:transmettre", args=[cle]), icone="arrow-right"))
    if accord not in possibles and a_approuver(vue, partie):
        possibles.append(accord)
    if peut_jouer(vue, partie, "refuser"):
        possibles.append(Action("Refuser…", reverse("circuit:refuser", args=[cle])))
    if peut_jouer(vue, partie, "reprendre"):
        possibles.append(Action("Reprendre le dossier…", reverse("circuit:reprendre", args=[cle])))
    return _principale_d_abord(possibles, a_son_tour or _est_a_clore(vue, partie))


def _envoi(vue: Situation, partie: Partie | None) -> str:
    if partie == Partie.FACILITATEUR:
        return "Transmettre…"
    return "Rendre le dossier approuvé…" if vue.est_tout_approuve_ici else "Rendre ou transmettre…"


def _est_a_clore(vue: Situation, partie: Partie | None) -> bool:
    return vue.etat == Dossier.Etat.ACCORDE and partie == Partie.FACILITATEUR


def _principale_d_abord(possibles: list[Action], est_attendu: bool) -> list[Action]:
    if not possibles or not est_attendu:
        return possibles
    premiere = possibles[0]
    return [Action(premiere.libelle, premiere.url, style="principale", icone=premiere.icone), *possibles[1:]]
