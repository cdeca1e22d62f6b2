"""Les tableaux et les listes qu'un texte peut insérer : « [tableau heures] », « [liste publics] »."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.avant.redaction.contexte import Contexte, pour_cent
from clauses.avant.redaction.document import Bloc, ColonneDeTableau, Morceau, Paragraphe, Tableau
from clauses.avant.redaction.faits import AVEC_CRITERE, FaitsDuLot, nommer_les_lots, nommer_les_tranches
from clauses.avant.redaction.insertions_candidat import DU_CANDIDAT
from clauses.avant.redaction.insertions_critere import DU_CRITERE
from clauses.avant.redaction.langage import polir
from clauses.avant.redaction.publics import libelle
from clauses.fond.socle.valeurs import en_euros, en_heures
from clauses.suivi.marches.models import Clause
from regles.formules import FAMILLES
from regles.formules.contrat import Formule
from regles.publics import CRITERES, PIECES
from regles.typographie import INSECABLE, accorder, majuscule, minuscule

Colonne = ColonneDeTableau
Instrument = Clause.Instrument
A_COMPLETER = f"[à compléter{INSECABLE}: {{}}]"
SANS_CLAUSE = "Sans clause d’insertion"
_INSTRUMENTS = {
    Instrument.CONDITION.value: "condition d’exécution",
    Instrument.CONDITION_CRITERE.value: "condition d’exécution et critère d’attribution",
    Instrument.JEUNES_OUTRE_MER.value: "condition d’exécution, jeunes domiciliés outre-mer",
    Instrument.CRITERE.value: "critère d’attribution",
    Instrument.RESERVE_IAE.value: "lot réservé, insertion par l’activité économique",
    Instrument.RESERVE_HANDICAP.value: "lot réservé, handicap",
    Instrument.RESERVE_MIXTE.value: "lot réservé, insertion et handicap",
    Instrument.RESERVE_PENITENTIAIRE.value: "lot réservé, travail pénitentiaire",
    Instrument.RESERVE_ESS.value: "lot réservé, économie sociale et solidaire",
    Instrument.MARCHE_INSERTION.value: "services d’insertion",
}


@dataclass(frozen=True)
class Insertion:
    """`est_un_fait` : ce qu'elle rend vient du marché, et se note pour dire plus tard ce qui a changé."""

    nom: str
    libelle: str
    faire: Callable[[Contexte], list[Bloc]]
    est_un_fait: bool = True


def _nom(c: Contexte, lot: FaitsDuLot) -> str:
    return f"{lot.numero}{INSECABLE}– {lot.intitule}" if c.faits.est_alloti else "Le marché"


def _obligation(lot: FaitsDuLot) -> str:
    if lot.clause is None:
        return SANS_CLAUSE
    texte = lot.obligation or A_COMPLETER.format(lot.famille.a_completer)
    return f"Celle de l’offre. Repère : {texte}" if lot.instrument == Instrument.CRITERE else texte


def _par(texte: str, *, est_puce: bool = False) -> Paragraphe:
    return Paragraphe((Morceau(texte),), est_puce)


def _total(c: Contexte) -> Decimal | None:
    """La somme des volumes connus d'avance, quand tous les lots sous clause en ont un."""
    volumes = [lot.heures for lot in c.lots]
    if len(volumes) < 2 or any(v is None for v in volumes):
        return None
    return sum((v for v in volumes if v is not None), Decimal(0))


def heures(c: Contexte) -> list[Bloc]:
    """L'obligation de chaque lot ; un lot sans clause est dit."""
    lignes = [(_nom(c, lot), _INSTRUMENTS.get(lot.instrument, "–"), _obligation(lot)) for lot in c.faits.lots]
    total = _total(c)
    if total is not None:
        lignes.append(("Ensemble", "", f"{accorder(total, 'heure')} d’insertion"))
    colonnes = (Colonne("Lot", 3), Colonne("Instrument", 2), Colonne("Obligation d’insertion", 5))
    return [Tableau("Obligation d’insertion par lot", colonnes, tuple(lignes), a_un_total=total is not None)]


def tranches(c: Contexte) -> list[Bloc]:
    """Les tranches du marché et leurs heures."""
    lignes = [
        (*([_nom(c, lot)] if c.faits.est_alloti else []), nom, en_heures(t.heures))
        for lot in c.lots
        if "tranches" in lot.famille.lit
        for nom, t in nommer_les_tranches(lot.tranches)
    ]
    if not lignes:
        return []
    lot = (Colonne("Lot", 3),) if c.faits.est_alloti else ()
    colonnes = (*lot, Colonne("Tranche", 5), Colonne("Heures d’insertion", 2, est_nombre=True))
    return [Tableau("Heures d’insertion par tranche", colonnes, tuple(lignes))]


def exemples(c: Contexte) -> list[Bloc]:
    """Ce que donne chaque formule qui en appelle : avant le seuil, au seuil, et au-delà, tranche entamée comprise."""
    blocs: list[Bloc] = []
    for lot in c.lots:
        lignes = tuple((cas, en_heures(dues)) for cas, dues in (lot.formule.exemples() if lot.formule else ()))
        if lignes:
            ou = f" ({nommer_les_lots([lot], article=False)})" if len(c.lots) > 1 else ""
            colonnes = (Colonne(lot.formule.titre_des_exemples, 3), Colonne("Heures dues", 2, est_nombre=True))
            blocs.append(Tableau(f"Exemples de calcul{ou}", colonnes, lignes))
    return blocs


def _des_formules(c: Contexte, lire: Callable[[type[Formule]], Sequence[str]]) -> list[Bloc]:
    """Ce qu'en dit chaque formule du marché, dans leur ordre."""
    presentes = {lot.famille for lot in c.lots}
    return [_par(polir(texte)) for f in FAMILLES.values() if f in presentes for texte in lire(f)]


def precisions(c: Contexte) -> list[Bloc]:
    return _des_formules(c, lambda famille: famille.precisions)


def conseils(c: Contexte) -> list[Bloc]:
    return _des_formules(c, lambda famille: famille.conseils)


def publics(c: Contexte) -> list[Bloc]:
    """Les publics, un par puce ; avec leurs lots quand tous n'ont pas la même liste."""
    avec = [lot for lot in c.lots if lot.clause and lot.clause.publics]
    codes = [code for code in CRITERES if any(code in lot.clause.publics for lot in avec)]
    if not codes:
        return [Paragraphe((Morceau(A_COMPLETER.format("publics éligibles"), a_completer=True),))]
    blocs: list[Bloc] = []
    for code in codes:
        lots = [lot for lot in avec if lot.clause and code in lot.clause.publics]
        ou = "" if len(lots) == len(c.lots) else f" ({nommer_les_lots(lots, article=False)})"
        blocs.append(_par(f"{minuscule(libelle(code))}{ou}{INSECABLE};", est_puce=True))
    return _ponctuer(blocs)


def _ponctuer(puces: Sequence[Bloc]) -> list[Bloc]:
    """Point-virgule entre les puces, point à la dernière."""
    textes = [bloc.texte.removesuffix(f"{INSECABLE};") for bloc in puces if isinstance(bloc, Paragraphe)]
    return [_par(f"{t}\u202f;" if t != textes[-1] else f"{t}.", est_puce=True) for t in textes]


def penalites(c: Contexte) -> list[Bloc]:
    """Le tarif des manquements, et ce que cela fait sur un exemple."""
    prevues = (
        ("Heure d’insertion non réalisée", "penalite_heure", "par heure", 50),
        ("Absence à une réunion, sans motif", "penalite_absence", "par absence", 2),
        ("Transmission manquante ou incomplète", "penalite_transmission", "par transmission", 1),
    )
    lignes = [
        (nom, c.montant(champ, f" {unite}"), _exemple(c, champ, nombre))
        for nom, champ, unite, nombre in prevues
        if c.montant(champ)
    ]
    if not lignes:
        return []
    colonnes = (Colonne("Manquement", 4), Colonne("Pénalité", 3), Colonne("Exemple", 4))
    return [Tableau("Pénalités de la clause d’insertion", colonnes, tuple(lignes), est_legende_tue=True)]


def _exemple(c: Contexte, champ: str, nombre: int) -> str:
    tarifs = {getattr(lot.clause, champ) for lot in c.lots}
    if len(tarifs) != 1:
        return "selon le lot"
    tarif = tarifs.pop()
    return f"{nombre} × {en_euros(tarif)} = {en_euros(tarif * nombre)}"


def justificatifs(c: Contexte) -> list[Bloc]:
    """Pour chaque public de la clause, les pièces admises et leur ancienneté."""
    codes = [code for code in CRITERES if any(code in lot.clause.publics for lot in c.lots if lot.clause)]
    if not codes:
        return [Paragraphe((Morceau(A_COMPLETER.format("publics éligibles"), a_completer=True),))]
    lignes = []
    for critere in (CRITERES[code] for code in codes):
        pieces = " ou ".join(polir(PIECES[piece]) for piece in critere.pieces)
        age = f"moins de {critere.validite_mois}{INSECABLE}mois" if critere.validite_mois else "sans limite"
        lignes.append((libelle(critere.code), majuscule(pieces), age))
    colonnes = (Colonne("La personne est…", 4), Colonne("Une pièce parmi", 5), Colonne("Ancienneté à l’entrée", 2))
    return [Tableau("Justificatifs par public", colonnes, tuple(lignes))]


def engagement(c: Contexte) -> list[Bloc]:
    """Ce à quoi le candidat s'engage, lot par lot : l'obligation est écrite, il complète et signe."""
    lignes = []
    for lot in c.lots:
        propose = "" if lot.instrument in AVEC_CRITERE else "L’obligation ci-contre"
        lignes.append((_nom(c, lot), _obligation(lot), propose))
    titre = "Engagement du candidat (heures)" if c.critere else "Engagement du candidat"
    colonnes = (Colonne("Lot", 3), Colonne("Obligation du marché", 5), Colonne(titre, 3))
    return [Tableau("Engagement du candidat, lot par lot", colonnes, tuple(lignes), est_a_remplir=bool(c.critere))]


def bases(c: Contexte) -> list[Bloc]:
    """Le fondement de chaque groupe de lots, quand ils n'ont pas tous le même instrument."""
    groupes: dict[str, list[FaitsDuLot]] = {}
    for lot in c.lots:
        groupes.setdefault(lot.instrument, []).append(lot)
    puces = [_par(f"{c.ou(lots)}{INSECABLE}: {_INSTRUMENTS[code]}", est_puce=True) for code, lots in groupes.items()]
    return _ponctuer(puces)


def poids(c: Contexte) -> list[Bloc]:
    """Le poids du critère par lot, quand le marché en a plusieurs."""
    if len(c.critere) < 2:
        return []
    lignes = tuple(
        (_nom(c, lot), pour_cent(lot.clause.ponderation_critere) or A_COMPLETER.format("poids")) for lot in c.critere
    )
    return [Tableau("Poids du critère par lot", (Colonne("Lot", 5), Colonne("Poids", 1, est_nombre=True)), lignes)]


_LISTE = (
    Insertion("heures", "obligation de chaque lot", heures),
    Insertion("tranches", "heures de chaque tranche", tranches),
    Insertion("exemples", "exemples de calcul de la formule", exemples),
    Insertion("precisions", "précisions de la formule", precisions, est_un_fait=False),
    Insertion("conseils", "conseils sur la formule", conseils, est_un_fait=False),
    Insertion("publics", "publics éligibles", publics),
    Insertion("penalites", "tarif des pénalités, avec un exemple", penalites),
    Insertion("justificatifs", "justificatifs par public", justificatifs),
    Insertion("engagement", "engagement du candidat, à compléter", engagement),
    *(Insertion(nom, libelle, faire) for nom, libelle, faire in DU_CANDIDAT),
    Insertion("bases", "instrument de chaque lot", bases),
    Insertion("poids", "poids du critère par lot", poids),
    *(Insertion(nom, libelle, faire) for nom, libelle, faire in DU_CRITERE),
)
INSERTIONS = {insertion.nom: insertion for insertion in _LISTE}
