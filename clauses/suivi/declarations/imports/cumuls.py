"""Le cumul repris : l'export donne un total d'heures par contrat, sans les mois. Il devient une seule ligne."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.imports import formats
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.questions import ADire
from clauses.suivi.declarations.models import AffectationLot, LigneHeures
from regles.calendrier import UN_JOUR, ajouter_mois, dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.execution import impossible_au_dela
from regles.typographie import accorder, mois_en_mots

Etat = LigneHeures.Etat
REPRIS = "Cumul repris de l'ancien outil."
DEJA_VALIDEES = "Cumul repris de l'ancien outil, où ces heures étaient déjà validées."
_LES_HEURES = (formats.HEURES, formats.HEURES_FORMATION, formats.HEURES_ACCOMPAGNEMENT)
VALORISEES = "Heures valorisées dans l'ancien outil\u00a0:"


class Ligne(NamedTuple):
    """Une ligne d'heures de la base, d'un contrat déjà repris."""

    pk: UUID
    version: int
    lot: UUID
    mois: date
    depuis: date | None
    etat: str
    travaillees: Decimal
    formation: Decimal
    accompagnement: Decimal


@dataclass(frozen=True)
class CumulLu:
    """Les heures d'une ligne de l'export, et les mois qu'elles couvrent. `est_dit` : une case au moins est remplie."""

    travaillees: Decimal
    formation: Decimal
    accompagnement: Decimal
    depuis: date
    mois: date
    observation: str
    est_dit: bool = True

    @property
    def total(self) -> Decimal:
        return self.travaillees + self.formation + self.accompagnement

    @property
    def heures(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.travaillees, self.formation, self.accompagnement


class Cumuls:
    """Les lignes et les lots des contrats déjà repris : deux requêtes par paquet."""

    def __init__(self) -> None:
        self.lignes: dict[UUID, list[Ligne]] = defaultdict(list)
        self.lots: dict[UUID, list[UUID]] = defaultdict(list)

    def lire(self, contrats: Iterable[UUID]) -> None:
        cles = list(contrats)
        champs = (
            "contrat_id",
            "pk",
            "version",
            "lot_id",
            "mois",
            "depuis",
            "etat",
            "heures_travaillees",
            "heures_formation",
            "heures_accompagnement",
        )
        lignes = LigneHeures.objects.actifs().filter(contrat_id__in=cles).order_by("mois", "pk")
        for contrat, *valeurs in lignes.values_list(*champs):
            self.lignes[contrat].append(Ligne(*valeurs))
        affectations = AffectationLot.objects.actifs().filter(contrat_id__in=cles).order_by("cree_le", "pk")
        for contrat, lot in affectations.values_list("contrat_id", "lot_id"):
            self.lots[contrat].append(lot)

    def repris(self, contrat: UUID) -> Ligne | None:
        return next((ligne for ligne in self.lignes[contrat] if ligne.depuis is not None), None)


def lire_cumul(cellules: Cellules, debut: date, fin: date | None, contexte: Contexte) -> CumulLu:
    """Les heures de la ligne ; refusées si elles ne tiennent pas dans la durée du contrat."""
    travaillees = cellules.heures(formats.HEURES)
    formation = cellules.heures(formats.HEURES_FORMATION)
    accompagnement = cellules.heures(formats.HEURES_ACCOMPAGNEMENT)
    valorisees = cellules.heures(formats.VALORISEES)
    observation = DEJA_VALIDEES if contexte.est_deja_valide else REPRIS
    if valorisees:
        observation = f"{observation} {VALORISEES} {en_heures(valorisees)}."
    depuis, mois = premier_du_mois(debut), _dernier_mois(debut, fin, contexte.arrete_au)
    remplies = [champ for champ in _LES_HEURES if cellules.brute(champ) != ""]
    if formats.HEURES not in remplies:
        cellules.remarquer(f"{formats.HEURES} : la case est vide, aucune heure travaillée n'est reprise.")
    lu = CumulLu(travaillees, formation, accompagnement, depuis, mois, observation, bool(remplies))
    if lu.total:
        _verifier(lu, debut, fin, contexte)
    return lu


def _dernier_mois(debut: date, fin: date | None, arrete_au: date) -> date:
    """Le dernier mois couvert : celui de la fin, ou le dernier mois entier pour un contrat qui court encore."""
    if fin is not None and fin <= arrete_au:
        return premier_du_mois(fin)
    precedent = ajouter_mois(premier_du_mois(arrete_au), -1)
    return max(precedent, premier_du_mois(debut))


def _verifier(lu: CumulLu, debut: date, fin: date | None, contexte: Contexte) -> None:
    if debut > contexte.arrete_au:
        raise LigneRefusee(
            formats.HEURES,
            en_heures(lu.total),
            "le contrat n'a pas commencé, et il a des heures.",
            "Vérifier la date de début.",
        )
    # Un contrat en cours a pu travailler jusqu'au jour de l'extraction, au-delà du dernier mois entier.
    dernier = min(fin or contexte.arrete_au, contexte.arrete_au)
    jours = (dernier - debut + UN_JOUR).days
    maximum = impossible_au_dela(jours, lu.mois).heures
    if lu.total > maximum:
        duree = accorder(jours, "jour")
        motif = f"{en_heures(lu.total)} en {duree} de contrat, c'est impossible ({en_heures(maximum)} au plus)."
        raise LigneRefusee(formats.HEURES, en_heures(lu.total), motif, "Vérifier le nombre d'heures et les dates.")


def nouvelle_ligne(lu: CumulLu, contrat: UUID, lot: UUID) -> LigneHeures:
    return LigneHeures(
        contrat_id=contrat,
        lot_id=lot,
        mois=lu.mois,
        depuis=lu.depuis,
        heures_travaillees=lu.travaillees,
        heures_formation=lu.formation,
        heures_accompagnement=lu.accompagnement,
        etat=Etat.SOUMISE,
        source=LigneHeures.Source.IMPORT,
        observation=lu.observation[:250],
    )


def comparer(
    lu: CumulLu, connue: Ligne, fin: date | None, autres: list[Ligne], *, peut_baisser: bool = False
) -> tuple[Modification | None, str]:
    """Ce que l'export change au cumul déjà repris, et en mots. Refusé si la ligne est décidée ou si des mois ont
    été déclarés ici depuis ; à confirmer si le cumul baisse (un export plus ancien), sauf `peut_baisser`."""
    meme = not lu.est_dit or lu.heures == (connue.travaillees, connue.formation, connue.accompagnement)
    # Sans heures nouvelles, rien ne dit que la période ait grandi ; la fin du contrat peut l'avoir raccourcie.
    mois = min(connue.mois, premier_du_mois(fin)) if meme and fin else connue.mois if meme else lu.mois
    if meme and mois == connue.mois:
        return None, ""
    if connue.etat not in (Etat.SOUMISE, Etat.A_CORRIGER, Etat.BROUILLON):
        etat = Etat(connue.etat).label.lower()
        motif = f"la ligne de ce cumul repris est {etat}, elle ne change plus par un fichier."
        remede = "La rouvrir avec un motif, puis redéposer le fichier."
        raise LigneRefusee(formats.HEURES, en_heures(lu.total), motif, remede)
    ancien = connue.travaillees + connue.formation + connue.accompagnement
    if not meme and lu.total < ancien and not peut_baisser:
        motif = f"ce contrat a déjà {en_heures(ancien)} ici, et ce fichier n'en dit que {en_heures(lu.total)}."
        raise ADire(motif, formats.HEURES, en_heures(lu.total))
    refuser_les_mois_declares(lu, mois, connue.depuis or connue.mois, autres)
    valeurs: dict[str, Any] = {"mois": mois}
    if not meme:
        valeurs |= {
            "heures_travaillees": lu.travaillees,
            "heures_formation": lu.formation,
            "etat": Etat.SOUMISE,
            "heures_accompagnement": lu.accompagnement,
            "observation": lu.observation[:250],
        }
    mots = f"heures\u00a0: {en_heures(ancien)} → {en_heures(lu.total)}" if not meme else "dernier mois du cumul"
    return Modification(LigneHeures, connue.pk, connue.version, valeurs), mots


def refuser_les_mois_declares(lu: CumulLu, mois: date, depuis: date, autres: list[Ligne]) -> None:
    couverts = set(mois_de_la_periode(depuis, dernier_du_mois(mois)))
    doubles = sorted(ligne.mois for ligne in autres if ligne.mois in couverts)
    if doubles:
        noms = ", ".join(mois_en_mots(m) for m in doubles[:3])
        motif = f"{noms} : déjà déclaré ici, mois par mois ; le cumul compterait ces heures deux fois."
        dernier = mois_en_mots(ajouter_mois(doubles[0], -1))
        remede = f"Extraire l'export arrêté à la fin de {dernier}, ou saisir ici la suite."
        raise LigneRefusee(formats.HEURES, en_heures(lu.total), motif, remede)
