"""Ce que montrent la liste des opérations et la fiche d'une opération."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Chiffre, Definition, Lien, Page
from clauses.fond.socle.templatetags.clause import etat
from clauses.fond.socle.valeurs import en_date, en_euros, en_heures, en_nombre
from clauses.suivi.marches.models import Lot, Marche, Operation
from clauses.suivi.marches.obligations import Obligation, Somme, obligations, somme
from clauses.suivi.marches.onglets import onglets_operation
from clauses.suivi.marches.presentation.commun import (
    dans_l_ordre,
    noms_des_attributaires,
    part,
    periode,
    pluriel,
    premiere_phrase,
)
from clauses.suivi.marches.situation import situation

COLONNES = (
    Colonne("nom", "Opération", largeur=40, lire=lambda ligne: ligne.operation.nom),
    Colonne("donneur", "Donneur d'ordre", largeur=30),
    Colonne("commune", "Commune", lire=lambda ligne: ligne.operation.commune),
    Colonne("facilitateur", "Suivie par", lire=lambda ligne: ligne.operation.facilitateur),
    Colonne("lots", "Lots sous clause", "entier"),
    Colonne("engagement", "Engagement", "heures", aide="Heures dues à la fin, telles qu'on les connaît aujourd'hui"),
    Colonne("exigible", "Exigible", "heures", aide="Heures dues à ce jour selon la formule"),
    Colonne(
        "etat", "État", "etat", lire=lambda ligne: ligne.operation.get_etat_display(),
        montrer=lambda ligne: etat(ligne.operation.etat, ligne.operation.get_etat_display()),
    ),
)  # fmt: skip


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
        .filter(marche__operation__in=[o.pk for o in operations], marche__annule_le__isnull=True)
        .order_by("marche_id", "numero", "pk")
    )


def lignes(operations: Sequence[Operation], jour: date) -> list[LigneOperation]:
    """Les lignes d'une page de la liste : une requête pour les lots, celles des heures dues, rien par ligne."""
    appartient = dict(lots_actifs(operations).values_list("pk", "marche__operation_id"))
    dues = obligations(lots_actifs(operations), jour)
    par_operation: dict[UUID, list[Obligation]] = {o.pk: [] for o in operations}
    for cle, obligation in dues.items():
        par_operation[appartient[cle]].append(obligation)
    return [LigneOperation(o, somme(par_operation[o.pk]), len(par_operation[o.pk])) for o in operations]


@dataclass(frozen=True)
class LigneLot:
    """Un lot de la fiche d'opération ou de marché, avec ce qu'il doit. `parts` : les membres d'un groupement."""

    lot: Lot
    url: str
    attributaires: str
    phrase: str
    engagement: Any
    exigible: Any
    fin: date | None
    parts: Sequence[dict[str, Any]] = ()
    url_pourquoi: str = ""


@dataclass(frozen=True)
class BlocMarche:
    """Un marché de la fiche d'opération et ses lots."""

    marche: Marche
    titre: str
    url: str
    resume: str
    lots: Sequence[LigneLot]


def blocs_des_marches(acteur: Acteur, operation: Operation, dues: dict[UUID, Obligation]) -> list[BlocMarche]:
    """Les marchés que l'acteur peut ouvrir, leurs lots, leurs attributaires : quatre requêtes en tout."""
    marches = (
        Marche.objects.visibles_par(acteur).actifs().filter(operation=operation)
        .order_by("date_notification", "objet", "pk")
        .prefetch_related("evenements", "lots__attributions__structure")
    )  # fmt: skip
    return [bloc_du_marche(marche, dues) for marche in marches]


def bloc_du_marche(marche: Marche, dues: dict[UUID, Obligation]) -> BlocMarche:
    evenements = marche.evenements.all()
    vue = situation(marche, evenements)
    lots = dans_l_ordre(lot for lot in marche.lots.all() if not lot.est_annule)
    morceaux = [marche.get_etat_display(), marche.get_forme_display() if marche.forme != "ordinaire" else ""]
    morceaux += [f"{en_euros(vue.montant_ht, centimes=False)} HT" if vue.montant_ht is not None else ""]
    morceaux += [f"du {en_date(vue.debut)} au {en_date(vue.fin)}" if vue.debut and vue.fin else ""]
    return BlocMarche(
        marche=marche,
        titre=str(marche),
        url=reverse("marches:marche", args=[marche.pk]),
        resume=" · ".join(filter(None, morceaux)),
        lots=[ligne_du_lot(lot, dues.get(lot.pk), situation(marche, evenements, lot).fin) for lot in lots],
    )


def ligne_du_lot(lot: Lot, du: Obligation | None, fin: date | None) -> LigneLot:
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
            for a in sorted(groupement, key=lambda a: (a.role != "mandataire", a.structure.nom))
        ],
        url_pourquoi=reverse("marches:lot_pourquoi", args=[lot.pk]) if du else "",
    )


def phrase_des_heures(heures: Somme, lots: int, sous_clause: int) -> str:
    """LA phrase : ce qui est dû, et à qui de jouer."""
    if not lots:
        return "Aucun marché n'est encore saisi."
    if not sous_clause:
        return (
            f"Aucun des {pluriel(lots, 'lot')} n'a encore sa clause."
            if lots > 1
            else "Le lot n'a pas encore sa clause."
        )
    texte = f"{en_heures(heures.engagement.valeur)} dues à la fin, dont {en_heures(heures.exigible.valeur)} à ce jour."
    if heures.dont_prevu:
        texte += f" {en_heures(heures.dont_prevu)} reposent sur des prévisions."
    if heures.possible:
        texte += f" {en_heures(heures.possible)} de plus si les options et reconductions se font."
    if sous_clause < lots:
        verbe = "porte" if sous_clause < 2 else "portent"
        texte += f" {pluriel(sous_clause, 'lot')} sur {en_nombre(lots)} {verbe} une clause."
    return texte


def cartes(heures: Somme, url_pourquoi: str = "") -> list[Chiffre]:
    """Engagement, exigible, attendu."""
    return [
        Chiffre("Engagement", en_nombre(heures.engagement.valeur), "h", "dû à la fin", url_pourquoi=url_pourquoi),
        Chiffre("Exigible", en_nombre(heures.exigible.valeur), "h", "dû à ce jour", url_pourquoi=url_pourquoi),
        Chiffre(
            "Attendu", en_nombre(heures.attendu.valeur), "h", "où la courbe prévue en est", url_pourquoi=url_pourquoi
        ),
    ]


def page(acteur: Acteur, operation: Operation, onglet: str, phrase: str = "") -> Page:
    """L'en-tête commun aux rubriques de l'opération."""
    permis = capacites(acteur, operation)
    actions = []
    if permis.get("modifier") and not operation.est_annule and onglet == "vue":
        actions = [
            Action("Ajouter un marché", reverse("marches:marche_creer", args=[operation.pk]), style="principale",
                   icone="plus-lg"),
            Action("Modifier", reverse("marches:operation_modifier", args=[operation.pk])),
        ]  # fmt: skip
    return Page(
        titre=operation.nom,
        surtitre=f"Opération · {operation.donneur_d_ordre.nom}",
        phrase=f"Opération annulée\u00a0: {operation.motif_annulation}" if operation.est_annule else phrase,
        fil=[Lien("Opérations", reverse("marches:operations")), Lien(operation.nom)],
        onglets=onglets_operation(acteur, operation, onglet),
        actions=actions,
    )


def definitions(operation: Operation, acteur: Acteur) -> list[Definition]:
    donneur = operation.donneur_d_ordre
    programme = operation.programme
    fiche = fiche_de(donneur) if peut(acteur, "structure.voir") else ""
    return [
        Definition("Donneur d'ordre", donneur.nom, url=fiche),
        Definition("Facilitateur ou facilitatrice", str(operation.facilitateur or "")),
        Definition("Programme", programme.nom if programme else "",
                   url=reverse("marches:programme", args=[programme.pk]) if programme else ""),
        Definition("Commune", operation.commune),
        Definition("Département", str(operation.departement or "")),
        Definition("Opération ANRU", "oui" if operation.est_anru else "non"),
        Definition("État", operation.get_etat_display()),
        Definition("Description", operation.description),
    ]  # fmt: skip
