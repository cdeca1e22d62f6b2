"""Ce que font les commandes et les factures d'un lot, une fois additionnées : celles du marché, avoirs déduits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from regles.formules.contrat import ZERO, FaitsEngagement
from regles.formules.faits import Mouvement
from regles.typographie import INSECABLE, euros

ESTIMEE = f"Estimation d'après le montant du marché{INSECABLE}: les pièces ou les prévisions saisies la remplaceront."


def cumul(mouvements: tuple[Mouvement, ...], faits: FaitsEngagement, jour: date | None) -> Decimal:
    """Somme HT des mouvements connus ce jour-là, avoirs déduits, à compter de la notification."""
    total = ZERO
    for mouvement in mouvements:
        avant = mouvement.jour and faits.notifie_le and mouvement.jour < faits.notifie_le
        apres = mouvement.jour and jour and mouvement.jour > jour
        if not avant and not apres:
            total += mouvement.montant_ht
    return total


def a_la_fin(faits: FaitsEngagement, facture: Decimal, commande: Decimal, jour: date | None) -> tuple[Decimal, str]:
    """Ce qui sera facturé à la fin, et d'où on le tient : le prévu, à défaut le montant estimé. Ce qui est commandé
    sera facturé : une prévision ou une estimation plus basse n'en retire rien. L'exécution finie, rien ne s'estime."""
    finie = jour is not None and faits.fin is not None and jour > faits.fin
    prevu = (ZERO if finie else faits.montant_estime_ht or ZERO, "estimé")
    if faits.facturation_prevue_ht is not None:
        prevu = (faits.facturation_prevue_ht, "prévu")
    return max((facture, "facturé"), (commande, "commandé"), prevu, key=lambda montant: montant[0])


def ecartes(faits: FaitsEngagement) -> tuple[str, ...]:
    if faits.notifie_le is None:
        return ()
    anterieurs = [m for m in (*faits.commandes, *faits.factures) if m.jour is not None and m.jour < faits.notifie_le]
    if not anterieurs:
        return ()
    somme = euros(sum((m.montant_ht for m in anterieurs), ZERO))
    return (f"{somme} HT de commandes ou de factures datées d'avant la notification ne comptent pas.",)


def par_attributaire(mouvements: Iterable[Mouvement], faits: FaitsEngagement) -> dict[str | None, Decimal]:
    """€ HT par attributaire, entre la notification et la résiliation."""
    sommes: dict[str | None, Decimal] = defaultdict(Decimal)
    for mouvement in mouvements:
        avant = faits.notifie_le and mouvement.jour and mouvement.jour < faits.notifie_le
        apres = faits.resilie_le and mouvement.jour and mouvement.jour > faits.resilie_le
        if not avant and not apres:
            sommes[mouvement.attributaire] += mouvement.montant_ht
    return sommes
