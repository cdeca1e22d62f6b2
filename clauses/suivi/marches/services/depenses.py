"""Commandes, factures, avoirs et heures travaillées par tous : ce dont les heures dues découlent.

Un avoir est une facture négative. Une prévision n'entre que dans l'engagement, jamais dans l'exigible. Rien ne
se corrige en place : on annule avec un motif et l'on saisit à nouveau.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_date, en_euros
from clauses.suivi.marches.models import Attribution, Commande, Facture, HeuresTotales, Lot
from clauses.suivi.marches.obligations import Obligation, obligations
from regles.typographie import typographie

T = TypeVar("T")


class NatureDepense(models.TextChoices):
    COMMANDE = "commande", "Bon de commande"
    FACTURE = "facture", "Facture"
    AVOIR = "avoir", "Avoir"

    @property
    def modele(self) -> type[Commande] | type[Facture]:
        return Commande if self == NatureDepense.COMMANDE else Facture

    @classmethod
    def de(cls, depense: Commande | Facture) -> "NatureDepense":
        """Celle d'une pièce enregistrée."""
        if isinstance(depense, Commande):
            return cls.COMMANDE
        return cls.AVOIR if depense.est_un_avoir else cls.FACTURE


_LA_PIECE = {
    NatureDepense.COMMANDE: "le bon de commande",
    NatureDepense.FACTURE: "la facture",
    NatureDepense.AVOIR: "l'avoir",
}


@dataclass(frozen=True)
class Effet:
    """Les heures dues d'un lot, juste avant et juste après une écriture. `None` sans clause ou sans chiffre."""

    exigible_avant: Decimal | None
    exigible_apres: Decimal | None
    engagement_avant: Decimal | None
    engagement_apres: Decimal | None

    @property
    def change(self) -> bool:
        return (self.exigible_avant, self.engagement_avant) != (self.exigible_apres, self.engagement_apres)


def avec_effet(lot: Lot, ecrire: Callable[[], T]) -> tuple[T, Effet]:
    """Exécute `ecrire` et mesure ce que les heures dues du lot en deviennent, au jour présent."""
    avant = _obligation(lot)
    resultat = ecrire()
    apres = _obligation(lot)
    return resultat, Effet(
        exigible_avant=avant.exigible.valeur if avant else None,
        exigible_apres=apres.exigible.valeur if apres else None,
        engagement_avant=avant.engagement.valeur if avant else None,
        engagement_apres=apres.engagement.valeur if apres else None,
    )


def _obligation(lot: Lot) -> Obligation | None:
    return obligations([lot], timezone.localdate()).get(lot.pk)


@service
def saisir_depense(
    lot: Lot,
    nature: NatureDepense,
    *,
    par: Acteur,
    numero: str,
    jour: date,
    montant_ht: Decimal,
    attribution: Attribution | None = None,
    objet: str = "",
    est_prevision: bool = False,
) -> Commande | Facture:
    """Enregistre une commande, une facture ou un avoir. `montant_ht` est positif, même pour un avoir."""
    exiger_actif(lot)
    verifier_depense(
        lot, nature, jour=jour, montant_ht=montant_ht, attribution=attribution, est_prevision=est_prevision
    )
    _exiger_une_seule_piece(lot, nature, numero, attribution, montant_ht)
    signe = -1 if nature == NatureDepense.AVOIR else 1
    return enregistrer(
        nature.modele(lot=lot),
        {
            "attribution": attribution,
            "numero": numero,
            "jour": jour,
            "montant_ht": signe * montant_ht,
            "objet": objet,
            "est_prevision": est_prevision,
        },
    )


def _exiger_une_seule_piece(
    lot: Lot, nature: NatureDepense, numero: str, attribution: Attribution | None, montant_ht: Decimal
) -> None:
    memes = nature.modele.objects.actifs().filter(lot=lot, numero=numero).select_related("attribution__structure")
    connues = [piece for piece in memes.order_by("pk") if NatureDepense.de(piece) == nature]
    exiger_le_meme_attributaire(connues, attribution)
    connue = next((piece for piece in connues if piece.attribution == attribution), None)
    if connue is not None:
        deja = f"Ce lot a déjà {_LA_PIECE[nature]} {numero}, pour {en_euros(abs(connue.montant_ht))} HT."
        raise RefusMetier(typographie(f"{deja} {a_reunir(connue, montant_ht)}"), champ="numero")


def exiger_le_meme_attributaire(connues: Iterable[Commande | Facture], attribution: Attribution | None) -> None:
    """Un même numéro, tantôt sans attributaire et tantôt avec : la même pièce compterait deux fois. Deux entreprises,
    elles, peuvent avoir chacune une facture n° 1."""
    for connue in connues:
        if (connue.attribution is None) is not (attribution is None):
            qui = f"pour « {connue.attribution.structure} »" if connue.attribution else "sans attributaire"
            deja = f"Cette pièce est déjà notée {qui}, pour {en_euros(abs(connue.montant_ht))} HT."
            remede = "Dites le même attributaire, ou annulez d'abord l'autre."
            raise RefusMetier(typographie(f"{deja} {remede}"), champ="attribution")


def a_reunir(connue: Commande | Facture, montant_ht: Decimal) -> str:
    """Le remède, le même à l'écran et dans un fichier : une pièce a un montant, la somme de ses lignes."""
    total = en_euros(abs(connue.montant_ht) + montant_ht)
    return (
        f"Si c'est une autre ligne de la même pièce, réunissez-les : {total} (annulez la première, puis saisissez le "
        "total). Sinon, corrigez le numéro."
    )


def verifier_depense(
    lot: Lot,
    nature: NatureDepense,
    *,
    jour: date,
    montant_ht: Decimal,
    attribution: Attribution | None,
    est_prevision: bool,
) -> None:
    """Contrôle une dépense avant de l'écrire ; lève `RefusMetier` en nommant le champ."""
    aujourd_hui = timezone.localdate()
    if montant_ht < 0:
        raise RefusMetier(
            "Le montant est négatif. Pour un avoir, choisir « Avoir » et un montant positif.", champ="montant_ht"
        )
    if attribution is not None and (attribution.lot_id != lot.pk or attribution.est_annule):
        raise RefusMetier("Cette structure n'est pas attributaire de ce lot.", champ="attribution")
    if nature == NatureDepense.AVOIR and est_prevision:
        raise RefusMetier(typographie("Un avoir ne se prévoit pas. Décocher « prévision »."), champ="est_prevision")
    if not est_prevision and jour > aujourd_hui:
        raise RefusMetier(
            typographie(f"Le {en_date(jour)} est à venir. Corriger la date, ou cocher « prévision »."), champ="jour"
        )
    if est_prevision and jour <= aujourd_hui:
        raise RefusMetier("Une prévision porte une date à venir. Corriger la date.", champ="jour")


@service
def annuler_depense(depense: Commande | Facture, *, par: Acteur, motif: str) -> Commande | Facture:
    """Annule une dépense saisie à tort ; elle reste lisible, avec son motif, et ne compte plus."""
    return annuler_ligne(depense, motif, "Dites pourquoi cette ligne est annulée.")


@service
def saisir_heures_totales(
    lot: Lot, *, par: Acteur, mois: date, heures: Decimal, attribution: Attribution | None = None
) -> HeuresTotales:
    """Note les heures travaillées par tout le personnel en un mois : l'assiette d'une clause en pour cent."""
    exiger_actif(lot)
    if attribution is not None and (attribution.lot_id != lot.pk or attribution.est_annule):
        raise RefusMetier("Cette structure n'est pas attributaire de ce lot.", champ="attribution")
    if mois > timezone.localdate():
        raise RefusMetier("Ce mois n'a pas commencé. Corriger le mois.", champ="mois")
    return enregistrer(
        HeuresTotales(lot=lot), {"attribution": attribution, "mois": mois.replace(day=1), "heures": heures}
    )


@service
def annuler_heures_totales(heures: HeuresTotales, *, par: Acteur, motif: str) -> HeuresTotales:
    """Annule un mois saisi à tort ; on le saisit ensuite à nouveau."""
    return annuler_ligne(heures, motif, "Dites pourquoi ce mois est annulé.")


@service
def saisir_avec_effet(
    lot: Lot, nature: NatureDepense, *, par: Acteur, **champs: Any
) -> tuple[Commande | Facture, Effet]:
    """`saisir_depense`, et ce que les heures dues en deviennent."""
    return avec_effet(lot, lambda: saisir_depense(lot, nature, par=par, **champs))


@service
def saisir_heures_avec_effet(lot: Lot, *, par: Acteur, **champs: Any) -> tuple[HeuresTotales, Effet]:
    """`saisir_heures_totales`, et ce que les heures dues en deviennent."""
    return avec_effet(lot, lambda: saisir_heures_totales(lot, par=par, **champs))
