"""Tous les chiffres d'un marché à la fois : ce que font devoir ses lots, où est la courbe, ce qui revient à chacun.

C'est ce qu'un cas donne et attend (`docs/regles.md`, « Heures dues ») : le contrat des formules dit quels termes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, make_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from regles.engagement import attendu, cumuler, echeances, engagement, exigible
from regles.exigences import FaitsIncoherents
from regles.formules import FAMILLES, MODELES, PREMIERE, famille_de_cle, tous_les_termes
from regles.formules.contrat import DecisionHeuresDues, FaitsEngagement, Formule
from regles.formules.faits import Mouvement
from regles.formules.jalons import Jalon
from regles.formules.termes import Nature, Terme
from regles.repartition import Membre, Repartition, repartir
from regles.socle import REGISTRE, Decision
from regles.vocabulaire import Dit, Heures, Montant, Parmi, Pourcentage, champs_annotes

ZERO, CENTIEME = Decimal(0), Decimal("0.01")
FIN_DES_TEMPS = date(2200, 12, 31)
FORMULES = {famille.cle(): (*({famille.code} - {famille.cle()}), *famille.synonymes) for famille in FAMILLES.values()}
CLAUSES = FORMULES | {code: modele.synonymes for code, (_, modele) in MODELES.items()}
# Les faits qu'un marché peut donner sans que sa formule les lise.
TOLERES = {"commandes", "factures", "heures_travaillees"}
# Les champs qui n'ont de sens que pour certaines formules : ailleurs, c'est une erreur, jamais un oubli.
RESERVES = {
    nom: [f for f in FAMILLES.values() if nom in f.lit or nom in {terme.nom for terme in f.termes()}]
    for nom in {*tous_les_termes(), *(nom for f in FAMILLES.values() for nom in f.lit - TOLERES)}
}


def en_champ(terme: Terme) -> tuple[str, Any, None]:
    """Le champ qui donne ce terme : son nom, son type et ses mots, et rien par défaut."""
    defaut = "" if terme.defaut is None else str(terme.defaut)
    for code, (_, modele) in MODELES.items():
        if terme.choix and modele.termes.get(terme.nom, terme.defaut) != terme.defaut:
            defaut += f" ({modele.termes[terme.nom]} pour {code})"
    if terme.nature == Nature.JALONS:
        liste = Dit(terme.sens, *terme.synonymes, table=("date", "heures"))
        return terme.nom, Annotated[tuple[Jalon, ...] | None, liste], None
    type_ = {Nature.CHOIX: str, Nature.ENTIER: int}.get(terme.nature, Decimal)
    valeurs = Parmi({choix.valeur: choix.synonymes for choix in terme.choix})
    dit = Dit(terme.sens or f"{terme.titre}.", *terme.synonymes, defaut=defaut)
    return terme.nom, Annotated[type_ | None, str(terme.nature), valeurs, dit], None


# Les termes de toutes les familles, tels qu'on les écrit, sans savoir encore de laquelle il s'agit.
Termes = make_dataclass(
    "Termes",
    [
        ("formule", Annotated[str | None, Parmi(CLAUSES), Dit("La formule de la clause.", "type de formule")], None),
        *map(en_champ, tous_les_termes().values()),
        *champs_annotes(Formule),
    ],
    kw_only=True,
    frozen=True,
)
# Un lot, tel qu'on l'écrit : ses termes et les faits que l'on connaît.
Lot = make_dataclass(
    "Lot",
    [
        ("nom", Annotated[str, Dit("Nom du lot.", "lot", "libellé", "numéro")], ""),
        ("clause", Annotated[Termes, Dit("Les champs de la clause, regroupés si l'on préfère.")]),
        *champs_annotes(FaitsEngagement, "clause"),
        (
            "annees",
            Annotated[Decimal | None, Dit("Durée initiale en années.", "nombre d'années", "duree_annees", "duree_ans")],
            None,
        ),
        ("cumul_ht", Annotated[Montant | None, Dit("Cumul à la fois commandé et facturé.")], None),
        (
            "jour",
            Annotated[
                date | None, Dit("Date du calcul ; sans elle, tous les faits comptent.", "date", "au", "à la date du")
            ],
            None,
        ),
    ],
    kw_only=True,
    frozen=True,
)


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
    dont_reel: Annotated[Heures | None, Dit("Part de l'engagement due aux faits réels.", "réel")] = None
    dont_prevu: Annotated[Heures | None, Dit("Part de l'engagement due aux prévisions.", "prévu")] = None
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


def _clause(lot: Any) -> Formule:
    termes = {nom: valeur for nom, valeur in vars(lot.clause).items() if valeur is not None}
    formule = termes.get("formule")
    if formule is None and all(terme.nom in termes for terme in PREMIERE.termes() if terme.est_exige):
        formule = PREMIERE.cle()
    if formule is None:
        raise FaitsIncoherents(f"Il manque « formule » ({', '.join(CLAUSES)}).")
    famille, modele = MODELES.get(formule) or (famille_de_cle(formule), None)
    ecrits = {*termes, *(nom for nom in RESERVES if getattr(lot, nom, None))}
    etrangers = sorted(nom for nom in ecrits & RESERVES.keys() if famille not in RESERVES[nom])
    if etrangers:
        raise FaitsIncoherents(f"« {'», « '.join(etrangers)} » n'a pas de sens pour la formule « {formule} ».")
    tous = {**(modele.termes if modele else {}), **termes}
    return famille.depuis(tous, lecture_resiliation=lot.clause.lecture_resiliation)


def _faits(lot: Any) -> FaitsEngagement:
    """Lève `FaitsIncoherents` pour deux façons de dire la même chose, ou une fin avant le début."""
    connus = {f.name: getattr(lot, f.name) for f in fields(FaitsEngagement) if f.name != "clause"}
    if lot.debut and lot.fin and lot.fin < lot.debut:
        raise FaitsIncoherents("La fin du marché précède son début.")
    if lot.annees is not None:
        mois = lot.annees * 12
        if lot.duree_initiale_mois is not None or mois != mois.to_integral_value():
            raise FaitsIncoherents("Donnez la durée une seule fois, en mois entiers ou en années.")
        connus["duree_initiale_mois"] = int(mois)
    if lot.cumul_ht is not None:
        if lot.commandes or lot.factures:
            detail = "commandes" if lot.commandes else "factures"
            raise FaitsIncoherents(f"« cumul_ht » et « {detail} » disent la même chose : n'en donnez qu'un.")
        connus |= dict.fromkeys(("commandes", "factures"), (Mouvement(montant_ht=lot.cumul_ht),))
    faits = FaitsEngagement(clause=_clause(lot), **connus)
    if desaccords := faits.clause.desaccords(faits):
        raise FaitsIncoherents(" ".join(desaccords))
    return faits


def _membres(faits: FaitsDuMarche, factures: Iterable[Mouvement]) -> tuple[tuple[Membre, ...], str]:
    """(les membres et leur poids, la clé) : les parts dites, sinon ce que chacun a facturé ce jour-là."""
    propres: dict[str, Decimal] = {}
    for facture in factures:
        if facture.attributaire and (facture.jour is None or facture.jour <= (faits.jour or FIN_DES_TEMPS)):
            propres[facture.attributaire] = propres.get(facture.attributaire, ZERO) + facture.montant_ht
    membres = faits.membres or tuple(MembreDit(nom=nom) for nom in propres)
    propres |= {m.nom: m.facture_ht for m in membres if m.facture_ht is not None}
    inconnus = sorted(propres.keys() - {m.nom for m in membres})
    if inconnus:
        raise FaitsIncoherents(f"« {', '.join(inconnus)} » facture mais n'est pas dans « membres ».")
    parts = {m.nom: m.part for m in membres}
    if not membres:
        raise FaitsIncoherents("Il manque « membres » : entre qui partager ?")
    defaut = "parts" if any(part is not None for part in parts.values()) or not propres else "facturation"
    selon = faits.cle_de_repartition or defaut
    poids = parts if selon == "parts" else propres
    return tuple(Membre(nom=m.nom, poids=poids.get(m.nom)) for m in membres), selon


def _partager(faits: FaitsDuMarche, total: Decimal | None, factures: Iterable[Mouvement]) -> Repartition:
    membres, selon = _membres(faits, factures)
    return repartir(total or ZERO, membres, precision=faits.precision, selon=selon)


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
        partage = _partager(faits, faits.total, ())
        return _justifies(partage, partage, engagement=faits.total)
    if len({lot.nom for lot in lots}) < len(lots):
        raise FaitsIncoherents("Deux lots portent le même nom.")
    lus = [(lot.nom, _faits(lot), lot.jour) for lot in lots]
    calculs = [
        (nom, (engagement(f, jour), exigible(f, jour), attendu(f, jour or FIN_DES_TEMPS))) for nom, f, jour in lus
    ]
    seul = None if lus[0][0] else lus[0][1]
    sommes = [cumuler(tuple((nom, trois[rang]) for nom, trois in calculs)) for rang in range(3)]
    du, exige, courbe = calculs[0][1] if seul else sommes
    sur = exige if (faits.repartir_sur or regle) == "exigible" else du
    factures = seul.factures if seul else ()
    entre = regle == "repartir" or faits.membres or any(facture.attributaire for facture in factures)
    partage = _partager(faits, sur.valeur, factures) if entre else None
    principale = {"exigible": exige, "attendu": courbe, "repartir": partage}.get(regle, du)
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
