"""Tous les chiffres d'un marché à la fois : ce que font devoir ses lots, où est la courbe, ce qui revient à chacun.

C'est ce qu'un cas donne et attend (`docs/regles.md`, « Heures dues ») : le contrat des formules dit quels termes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any

from regles.engagement import attendu, cumuler, echeances, engagement, exigible
from regles.exigences import FaitsIncoherents
from regles.formules.contrat import DecisionHeuresDues, FaitsEngagement
from regles.formules.mouvements import par_attributaire
from regles.lot_ecrit import Lot, deux_fins, faits_du_lot
from regles.repartition import Membre, Repartition, repartir
from regles.socle import REGISTRE, Decision
from regles.vocabulaire import Dit, Heures, Montant, Parmi, Pourcentage

ZERO, CENTIEME = Decimal(0), Decimal("0.01")
FIN_DES_TEMPS = date(2200, 12, 31)


@dataclass(frozen=True, kw_only=True)
class MembreDit:
    """Un membre du groupement et ce qui fait sa part : une part dite, ou ce qu'il a facturé."""

    nom: Annotated[str, Dit("Nom du membre.", "membre", "attributaire")]
    part: Annotated[Pourcentage | None, Dit("Sa part, en % ou en toute unité commune.", "poids", "quote-part")] = None
    facture_ht: Annotated[Montant | None, Dit("Son propre cumul facturé.", "cumul_facture_ht")] = None


@dataclass(frozen=True, kw_only=True)
class FaitsDuMarche:
    """Ce que l'on sait d'un marché, lot par lot, et des membres entre qui ses heures se partagent."""

    lots: Annotated[
        tuple[Lot, ...],  # type: ignore[valid-type]
        Dit("Lots à totaliser ; chacun porte sa clause, ou ses seules heures.", table=("nom", "heures"), commun=True),
    ] = ()
    jour: Annotated[date | None, Dit("Date du calcul ; sans elle, tous les faits comptent.", "date", "au")] = None
    membres: Annotated[
        tuple[MembreDit, ...],
        Dit("Membres du groupement.", "groupement", "cotraitants", "attributaires", seul="nom", table=("nom", "part")),
    ] = ()
    cle_de_repartition: Annotated[
        str | None,
        Parmi({"parts": ("part", "quote-part", "quotes-parts"), "facturation": ("facture", "facturation propre")}),
        Dit(
            "Partage selon les parts ou la facturation propre.",
            "repartition",
            "selon",
            defaut="parts si elles sont données, sinon facturation",
        ),
    ] = None
    precision: Annotated[Heures, Dit("Pas du partage.", "pas")] = CENTIEME
    total: Annotated[
        Heures | None, Dit("Volume à partager, sans clause (règle « repartir » seule).", "heures à partager")
    ] = None
    repartir_sur: Annotated[
        str | None,
        Parmi({"engagement": (), "exigible": ()}),
        Dit("Le chiffre partagé.", defaut="engagement (exigible si la règle l'est)"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class HeuresDues(Decision):
    """Les chiffres, justifiés par celui de la règle demandée. `None` : cette règle n'a pas de quoi le dire."""

    engagement: Annotated[Heures | None, Dit("Heures dues à la fin.", "heures dues", "heures", "total", "dû")] = None
    dont_reel: Annotated[
        Heures | None, Dit("Part de l'engagement déjà due : le volume écrit, le facturé, le travaillé.", "réel")
    ] = None
    dont_prevu: Annotated[Heures | None, Dit("Part due à ce qui est prévu, estimé ou commandé.", "prévu")] = None
    possible: Annotated[Heures | None, Dit("Heures seulement possibles (options, reconductions).", "possibles")] = None
    exigible: Annotated[Heures | None, Dit("Heures dues à la date.", "heures exigibles", "exigibles")] = None
    attendu: Annotated[Heures | None, Dit("Point de la courbe prévue.", "attendues", "trajectoire")] = None
    seuil_atteint: Annotated[bool | None, Dit("Le seuil est atteint par les montants réels.", "seuil déclenché")] = None
    tranches_comptees: Annotated[Decimal | None, Dit("Tranches de facturation comptées (réel).", "tranches")] = None
    resilie: Annotated[bool | None, Dit("Le calcul s'arrête à la résiliation.")] = None
    parts: Annotated[dict[str, Decimal] | None, Dit("Heures de chaque membre.", "repartition")] = None
    total_des_parts: Annotated[Heures | None, Dit("Somme des parts.", "somme des parts")] = None
    lots: Annotated[dict[str, Decimal] | None, Dit("Engagement de chaque lot.")] = None
    echeances: Annotated[
        dict[str, Decimal] | None, Dit("Heures dues en tout à chaque échéance d'un volume fixe, par date (2027-03-31).")
    ] = None
    phrase: Annotated[str | None, Dit("Un passage de la clause en toutes lettres.")] = None


def _factures(faits: FaitsEngagement, jour: date | None) -> dict[str | None, Decimal]:
    """€ HT de chacun ce jour-là, entre la notification et la résiliation ; `None` : sans attributaire."""
    return par_attributaire((f for f in faits.factures if not (f.jour and jour and f.jour > jour)), faits)


def _membres(faits: FaitsDuMarche, factures: Mapping[str | None, Decimal]) -> tuple[tuple[Membre, ...], str, Decimal]:
    """(les membres et leur poids, la clé, ce qui n'est à personne) : les parts dites, sinon ce que chacun a facturé.
    Ce qui est facturé sans nom se partage selon les parts ; rien de facturé, ce sont elles qui valent."""
    propres = {nom: montant for nom, montant in factures.items() if nom}
    membres = faits.membres or tuple(MembreDit(nom=nom) for nom in propres)
    propres |= {m.nom: m.facture_ht for m in membres if m.facture_ht is not None}
    inconnus = sorted(propres.keys() - {m.nom for m in membres})
    if inconnus:
        raise FaitsIncoherents(f"« {', '.join(inconnus)} » facture mais n'est pas dans « membres ».")
    if not membres:
        raise FaitsIncoherents("Il manque « membres » : entre qui partager ?")
    parts = {m.nom: m.part for m in membres}
    somme = sum((part for part in parts.values() if part), ZERO)
    defaut = "parts" if any(part is not None for part in parts.values()) or not propres else "facturation"
    selon = faits.cle_de_repartition or defaut
    if selon == "parts" or (somme and not any(montant > 0 for montant in propres.values())):
        return tuple(Membre(nom=m.nom, poids=m.part) for m in membres), "parts", ZERO
    libre = factures.get(None, ZERO) if somme else ZERO
    poids = {nom: propres.get(nom, ZERO) + libre * (part or ZERO) / (somme or 1) for nom, part in parts.items()}
    return (
        tuple(Membre(nom=m.nom, poids=poids[m.nom] if m.nom in propres or libre else None) for m in membres),
        selon,
        libre,
    )


def _partager(
    faits: FaitsDuMarche, total: Decimal | None, factures: Mapping[str | None, Decimal] = MappingProxyType({})
) -> Repartition:
    membres, selon, libre = _membres(faits, factures)
    return repartir(total or ZERO, membres, precision=faits.precision, selon=selon, sans_nom=libre)


def _justifies(decision: Decision, partage: Repartition | None, **chiffres: Any) -> HeuresDues:
    """Les chiffres, et le calcul de l'un d'eux."""
    communs = {f.name: getattr(decision, f.name) for f in fields(Decision)}
    if partage:
        chiffres |= {"parts": {p.membre: p.heures for p in partage.parts}, "total_des_parts": partage.valeur}
    return HeuresDues(**communs, **chiffres)


def heures_dues(regle: str, faits: FaitsDuMarche) -> HeuresDues:
    """Les chiffres d'un marché, d'un groupe de lots, ou d'un simple volume à partager ; `regle` dit le principal."""
    lots: list[Any] = list(faits.lots)
    if faits.total is not None:
        partage = _partager(faits, faits.total)
        return _justifies(partage, partage, engagement=faits.total)
    if len(lots) > 1 and not all(lot.nom for lot in lots):
        raise FaitsIncoherents("Un lot n'a pas de nom : donnez « nom » à chacun, ou une ligne « nom: heures » par lot.")
    if len({lot.nom for lot in lots}) < len(lots):
        raise FaitsIncoherents("Deux lots portent le même nom.")
    lus = [(lot.nom, faits_du_lot(lot), lot.jour) for lot in lots]
    calculs = [
        (nom, (engagement(f, jour), exigible(f, jour), attendu(f, jour or FIN_DES_TEMPS))) for nom, f, jour in lus
    ]
    seul = None if lus[0][0] else lus[0][1]
    sommes = [cumuler(tuple((nom, trois[rang]) for nom, trois in calculs)) for rang in range(3)]
    du, exige, courbe = calculs[0][1] if seul else sommes
    sur = exige if (faits.repartir_sur or regle) == "exigible" else du
    factures = _factures(seul, lus[0][2]) if seul else {}
    entre = regle == "repartir" or faits.membres or any(factures)
    partage = _partager(faits, sur.valeur, factures) if entre else None
    principale = {"exigible": exige, "attendu": courbe, "repartir": partage}.get(regle, du)
    avis = tuple(phrase for _, f, _ in lus for phrase in deux_fins(f))
    principale = replace(principale, avertissements=principale.avertissements + avis) if avis else principale
    detail: tuple[DecisionHeuresDues, ...] = tuple(trois[0] for _, trois in calculs)
    return _justifies(
        principale,
        partage,
        engagement=du.valeur,
        exigible=exige.valeur,
        attendu=courbe.valeur,
        dont_reel=sum((d.dont_reel for d in detail), ZERO),
        dont_prevu=sum((d.dont_prevu for d in detail), ZERO),
        possible=sum((d.possible for d in detail), ZERO),
        phrase=seul and seul.clause.phrase(),
        seuil_atteint=calculs[0][1][1].seuil_atteint if seul else None,
        resilie=detail[0].resilie if seul else None,
        tranches_comptees=calculs[0][1][1].tranches_comptees if seul else None,
        lots={nom: trois[0].valeur for nom, trois in calculs if nom},
        echeances={e.le.isoformat(): e.heures for e in echeances(seul) if e.le} if seul else None,
    )


for _nom in ("engagement", "exigible", "attendu", "cumuler", "repartir"):
    REGISTRE.formes[_nom] = partial(heures_dues, _nom)
