"""Les opérations d'un accueil, chacune avec sa jauge, triées par risque ; en préparation, avec son prochain acte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, jauge
from clauses.fond.socle.valeurs import en_mois
from clauses.pilotage.tableaux.preparations import Acte, prochains_actes
from clauses.suivi.chiffres.cinq_chiffres import Chiffres, chiffres_des_operations
from clauses.suivi.marches.models import Operation

ZERO = Decimal(0)
# Au-delà, l'accueil montre les premières par ordre alphabétique et renvoie à la liste.
AU_PLUS = 300
LUS = ("nom", "etat", "commune", "donneur_d_ordre__nom")  # ce qu'un accueil montre d'une opération


@dataclass(frozen=True)
class Suivi:
    """Une opération et ses chiffres du jour."""

    operation: Operation
    chiffres: Chiffres
    acte: Acte | None = None

    @property
    def nom(self) -> str:
        return self.operation.nom

    @property
    def donneur(self) -> str:
        return str(self.operation.donneur_d_ordre)

    @cached_property
    def risque(self) -> Decimal:
        """La part de l'engagement qui manque par rapport à la courbe, entre 0 et 1 ; sert au tri."""
        engagement = self.chiffres.engagement
        return self.chiffres.retard / engagement if engagement else ZERO

    @property
    def est_en_preparation(self) -> bool:
        """Rien ne s'y exécute encore : ni en retard, ni dans les temps."""
        return self.operation.etat == Operation.Etat.PREPARATION

    @property
    def code_etat(self) -> str:
        if self.est_en_preparation:
            return "preparation"
        if not self.chiffres.engagement:
            return "a_preparer"
        if self.chiffres.retenu >= self.chiffres.engagement:
            return "atteinte"
        if not self.chiffres.est_en_retard:
            return "dans_les_temps"
        return "en_retard" if self.risque > Decimal("0.10") else "a_surveiller"


def _avancement(suivi: Suivi) -> SafeString:
    """La jauge ; avant le contrat, l'acte qui fait avancer la consultation."""
    if not suivi.est_en_preparation:
        return jauge(suivi.chiffres.retenu, suivi.chiffres.engagement, suivi.chiffres.repere)
    if suivi.acte is None:
        return format_html("—")
    if not suivi.acte.url:
        return format_html("{}", suivi.acte.libelle)
    return format_html('<a href="{}">{}</a>', suivi.acte.url, suivi.acte.libelle)


COLONNES = (
    Colonne("nom", "Opération", largeur=36),
    Colonne("donneur", "Donneur d'ordre", largeur=26),
    Colonne("chiffres.retenu", "Avancement", "texte", montrer=_avancement),
    Colonne("chiffres.reste", "Reste", "heures"),
    Colonne("fin", "Fin", montrer=lambda s: en_mois(s.chiffres.du.fin) if s.chiffres.du.fin else "—"),
    Colonne("code_etat", "État", "etat", montrer=lambda s: etat(s.code_etat)),
)


def suivis(acteur: Acteur, operations: Sequence[Operation], jour: date) -> list[Suivi]:
    """Les opérations, les plus risquées d'abord, celles qui se préparent à la fin ; onze requêtes au plus."""
    chiffres = chiffres_des_operations(operations, jour, avec_parts=False)
    actes = prochains_actes(acteur, [o for o in operations if o.etat == Operation.Etat.PREPARATION])
    lus = [Suivi(operation, chiffres[operation.pk], actes.get(operation.pk)) for operation in operations]
    return sorted(lus, key=lambda s: (s.est_en_preparation, -s.risque, cle_de_tri(s.nom), str(s.operation.pk)))


def en_tableau(lus: Sequence[Suivi], legende: str, vers: str = "", *, avec_donneur: bool = True) -> Tableau:
    """`vers` : l'écran qu'ouvre une opération, sinon sa fiche. `avec_donneur` : faux pour le donneur d'ordre
    lui-même, qui n'a pas à se relire à chaque ligne."""

    def adresse(suivi: Any) -> str:
        return adresse_de(vers, suivi.operation.pk) if vers else fiche_de(suivi.operation)

    colonnes = COLONNES if avec_donneur else tuple(c for c in COLONNES if c.cle != "donneur")
    return Tableau(colonnes, lus, legende=legende, url=adresse)


def sans_heures(operations: Sequence[Operation], legende: str) -> Tableau:
    """Les opérations, et rien de leurs heures : pour qui relit leurs pièces."""
    colonnes = (
        Colonne("nom", "Opération", largeur=40),
        Colonne("commune", "Commune"),
        Colonne("etat", "État", "etat", montrer=lambda o: etat(o.etat, o.get_etat_display())),
    )
    return Tableau(colonnes, operations, legende=legende, url=fiche_de)
