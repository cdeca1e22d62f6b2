"""Ce que montrent la liste des opérations et leurs rubriques, et les lots d'un marché."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.templatetags.clause import etat
from clauses.fond.socle.valeurs import en_date, en_euros
from clauses.suivi.marches.models import Lot, Marche, Operation
from clauses.suivi.marches.obligations import LUS_DU_LOT, Obligation, Somme, obligations, somme
from clauses.suivi.marches.onglets import onglets_operation
from clauses.suivi.marches.presentation.commun import (
    dans_l_ordre,
    noms_des_attributaires,
    part,
    periode,
    premiere_phrase,
)
from clauses.suivi.marches.situation import Situation, situation

COLONNES = (
    Colonne("nom", "Opération", largeur=40, lire=lambda ligne: ligne.operation.nom),
    Colonne("donneur", "Donneur d'ordre", largeur=30),
    Colonne("commune", "Commune", lire=lambda ligne: ligne.operation.commune),
    Colonne("facilitateur", "Suivie par", lire=lambda ligne: ligne.operation.facilitateur),
    Colonne("lots", "Lots sous clause", "entier"),
    Colonne("engagement", "Engagement", "heures", aide="Heures dues à la fin, telles qu'on les connaît aujourd'hui"),
    Colonne("exigible", "Exigible", "heures", aide="Heures dues à ce jour selon la formule"),
    Colonne(
        "etat",
        "État",
        "etat",
        lire=lambda ligne: ligne.operation.get_etat_display(),
        montrer=lambda ligne: etat(ligne.operation.etat, ligne.operation.get_etat_display()),
    ),
)


@dataclass(frozen=True)
class LigneOperation:
    """Une opération de la liste et ses heures dues, calculées avec celles de toute la page."""

    operation: Operation
    heures: Somme
    lots: int

    @property
    def donneur(self) -> str:
        return self.operation.donneur_d_ordre.nom

    @property
    def engagement(self) -> Any:
        return self.heures.engagement.valeur if self.lots else None

    @property
    def exigible(self) -> Any:
        return self.heures.exigible.valeur if self.lots else None

    @property
    def url(self) -> str:
        return fiche_de(self.operation)


def lots_actifs(operations: Sequence[Operation]) -> models.QuerySet[Lot]:
    """Les lots actifs des marchés actifs de ces opérations."""
    return (
        Lot.objects.actifs()
        .filter(marche__operation__parmi=operations, marche__annule_le__isnull=True)
        .order_by("marche_id", "tri", "pk")
    )


def lignes(operations: Sequence[Operation], jour: date) -> list[LigneOperation]:
    """Les lignes d'une page de la liste : une requête pour les lots, celles des heures dues, rien par ligne."""
    lots = list(lots_actifs(operations).select_related("marche").only("marche__operation_id", *LUS_DU_LOT))
    appartient = {lot.pk: lot.marche.operation_id for lot in lots}
    dues = obligations(lots, jour, avec_parts=False)
    par_operation: dict[UUID, list[Obligation]] = {o.pk: [] for o in operations}
    for cle, obligation in dues.items():
        par_operation[appartient[cle]].append(obligation)
    return [LigneOperation(o, somme(par_operation[o.pk]), len(par_operation[o.pk])) for o in operations]


@dataclass(frozen=True)
class LigneLot:
    """Un lot de la fiche d'un marché, avec ce qu'il doit. `parts` : les membres d'un groupement."""

    lot: Lot
    url: str
    attributaires: str
    phrase: str
    engagement: Any
    exigible: Any
    fin: date | None
    parts: Sequence[dict[str, Any]] = ()
    url_pourquoi: str = ""
    url_clause: str = ""  # où l'écrire, quand elle manque et que le lecteur le peut


@dataclass(frozen=True)
class BlocMarche:
    """Un marché et ses lots."""

    marche: Marche
    titre: str
    lots: Sequence[LigneLot]

    @property
    def sans_clause(self) -> list[LigneLot]:
        return [ligne for ligne in self.lots if not ligne.phrase]

    @property
    def est_non_alloti(self) -> bool:
        """Un lot unique, reçu avec le marché et nommé comme lui."""
        return len(self.lots) == 1 and self.marche.objet.startswith(self.lots[0].lot.intitule)


def resume_du_marche(marche: Marche, vue: Situation) -> str:
    """« En cours d'exécution · 4 850 000 € HT · du 01/05/2025 au 30/06/2027 »."""
    morceaux = [marche.get_etat_display(), marche.get_forme_display() if marche.forme != "ordinaire" else ""]
    morceaux += [f"{en_euros(vue.montant_ht, centimes=False)} HT" if vue.montant_ht is not None else ""]
    morceaux += [f"du {en_date(vue.debut)} au {en_date(vue.fin)}" if vue.debut and vue.fin else ""]
    return " · ".join(filter(None, morceaux))


def bloc_du_marche(marche: Marche, dues: dict[UUID, Obligation], *, peut_ecrire: bool = False) -> BlocMarche:
    evenements = marche.evenements.all()
    lots = dans_l_ordre(lot for lot in marche.lots.all() if not lot.est_annule)
    return BlocMarche(
        marche=marche,
        titre=str(marche),
        lots=[
            ligne_du_lot(lot, dues.get(lot.pk), situation(marche, evenements, lot).fin, peut_ecrire=peut_ecrire)
            for lot in lots
        ],
    )


def ligne_du_lot(lot: Lot, du: Obligation | None, fin: date | None, *, peut_ecrire: bool) -> LigneLot:
    directes = [a for a in lot.attributions.all() if not a.est_annule and a.role != "sous_traitant"]
    groupement = directes if len(directes) > 1 else []
    return LigneLot(
        lot=lot,
        url=fiche_de(lot),
        attributaires=noms_des_attributaires(directes),
        phrase=premiere_phrase(du.phrase) if du else "",
        engagement=du.engagement.valeur if du else None,
        exigible=du.exigible.valeur if du else None,
        fin=fin,
        parts=[
            {
                "nom": a.structure.nom,
                "role": a.get_role_display(),
                "precision": " · ".join(filter(None, (part(a), periode(a)))),
                "engagement": du.parts_engagement.get(a.pk) if du else None,
                "exigible": du.parts_exigible.get(a.pk) if du else None,
            }
            for a in sorted(groupement, key=lambda a: (a.role != "mandataire", cle_de_tri(a.structure.nom)))
        ],
        url_pourquoi=reverse("marches:lot_pourquoi", args=[lot.pk]) if du else "",
        url_clause=reverse("marches:clause_saisir", args=[lot.pk]) if peut_ecrire and not du else "",
    )


def rubrique(acteur: Acteur, operation: Operation, onglet: str, phrase: str = "", **entete: Any) -> Page:
    """L'en-tête commun aux rubriques de l'opération ; `entete` le complète (`ton`, `actions`)."""
    annulee = f"Opération annulée\u00a0: {operation.motif_annulation}" if operation.est_annule else ""
    return Page(
        titre=operation.nom,
        surtitre=f"Opération · {operation.donneur_d_ordre.nom}",
        phrase=annulee or phrase,
        fil=[Lien("Opérations", reverse("marches:operations")), Lien(operation.nom)],
        onglets=onglets_operation(acteur, operation, onglet),
        **entete,
    )
