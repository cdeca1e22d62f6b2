"""Les lignes de la liste des projets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html

from clauses.avant.projets.completude import avis_de_retard
from clauses.avant.projets.models import Projet
from clauses.avant.projets.presentation.commun import a_qui_de_jouer, en_jours
from clauses.fond.socle.colonnes import ecrire
from clauses.fond.socle.exports import Colonne
from clauses.fond.socle.templatetags.clause import etat, icone


@dataclass(frozen=True)
class LigneProjet:
    """Un projet de la liste au jour `jour`."""

    projet: Projet
    jour: date

    @property
    def url(self) -> str:
        return reverse("projets:fiche", args=[self.projet.pk])

    @property
    def donneur(self) -> str:
        return self.projet.donneur_d_ordre.nom

    @property
    def montant_ht(self) -> Decimal | None:
        return self.projet.montant_ht

    @property
    def main(self) -> str:
        """« Leïla Martin, depuis 3 jours » ; d'une fiche close, rien."""
        qui = a_qui_de_jouer(self.projet)
        depuis = en_jours(self.projet, self.jour)
        return f"{qui[:1].upper()}{qui[1:]}, {depuis}" if qui and depuis else qui

    @property
    def retard(self) -> str:
        return avis_de_retard(self.projet, self.jour)


def _lancement(ligne: LigneProjet) -> str:
    texte = ecrire(ligne.projet.date_lancement, "date")
    if not ligne.retard:
        return texte
    return format_html('<span title="{}">{} {}</span>', ligne.retard, texte, icone("clock", ligne.retard))


COLONNES = (
    Colonne("nom", "Projet", lire=lambda ligne: ligne.projet.nom),
    Colonne("donneur", "Donneur d'ordre"),
    Colonne("nature", "Achat", lire=lambda ligne: ligne.projet.get_nature_achat_display()),
    Colonne("montant_ht", "Montant HT", "euros"),
    Colonne(
        "lancement",
        "Lancement",
        "date",
        lire=lambda ligne: ligne.projet.date_lancement,
        montrer=_lancement,
        aide="Une horloge\u00a0: moins de 4 semaines pour étudier, calibrer et rédiger",
    ),
    Colonne(
        "etat",
        "État",
        "etat",
        lire=lambda ligne: ligne.projet.get_etat_display(),
        montrer=lambda ligne: etat(ligne.projet.etat, ligne.projet.get_etat_display()),
    ),
    Colonne("main", "À qui de jouer"),
)
