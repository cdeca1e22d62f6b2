"""Pénalités et transmissions : les mêmes que dans la clause du lot, dites une seule fois."""

import re
from collections.abc import Iterator
from decimal import Decimal

from lecteur.controle.examen import Examen
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import Passage, PenaliteLue
from regles.typographie import euros

_NATURES = (
    ("heure", "par heure non faite", "penalite_heure"),
    ("absence", "par absence à une réunion", "penalite_absence"),
    ("transmission", "par transmission manquante", "penalite_transmission"),
)
RYTHMES = {1: "chaque mois", 2: "tous les deux mois", 3: "chaque trimestre", 6: "chaque semestre", 12: "chaque année"}


def penalites(examen: Examen) -> Iterator[Remarque]:
    """Chaque pénalité de la clause est dans la pièce, au même montant, et réciproquement."""
    attendue = examen.attendue
    for nature, libelle, champ in _NATURES:
        lues = [p for p in examen.lecture.penalites if p.nature == nature]
        montants = [p for p in lues if p.montant is not None]
        du: Decimal | None = getattr(attendue, champ) if attendue else None
        if len({p.montant for p in montants}) > 1 and not _par_lot(examen, montants):
            yield _contradictoire(examen, libelle, [(p.montant or Decimal(0), p.passage) for p in montants])
            continue
        if du is not None:
            yield from _une_penalite(examen, libelle, du, lues)
    tue = examen.porte_l_article and examen.lecture.parle_d_insertion and not examen.lecture.penalites
    if attendue is None and tue:
        yield remarque(
            "penalites",
            Gravite.VERIFIER,
            "Aucune pénalité",
            "La pièce ne prévoit aucune pénalité pour la clause : le CCAG laisse leur montant aux documents "
            "particuliers.",
            a_ecrire="60 € par heure d'insertion non réalisée, après mise en demeure.",
        )


def _une_penalite(examen: Examen, libelle: str, du: Decimal, lues: list[PenaliteLue]) -> Iterator[Remarque]:
    montants = [p for p in lues if p.montant is not None]
    lue = next((p for p in montants if p.montant == du), montants[0] if montants else None)
    if lue is not None and lue.montant is not None:
        yield from _comparer(examen, libelle, du, lue.montant, lue.passage)
    elif du and lues:
        yield remarque(
            "penalites",
            Gravite.CORRIGER,
            f"Pénalité {libelle}",
            f"La pièce ne la chiffre pas en euros ; la clause du lot, {euros(du)}.",
            lues[0].passage,
            attendu=euros(du),
            a_ecrire=examen.phrase("penalites"),
        )
    elif du and examen.porte_l_article and examen.lecture.parle_d_insertion:
        yield remarque(
            "penalites",
            Gravite.CORRIGER,
            f"Pas de pénalité {libelle}",
            f"La clause du lot prévoit {euros(du)} {libelle} : la pièce ne le dit pas, la pénalité ne pourra "
            "pas être appliquée.",
            attendu=euros(du),
            a_ecrire=examen.phrase("penalites"),
        )


def _par_lot(examen: Examen, montants: list[PenaliteLue]) -> bool:
    """Des montants différents parce que la phrase les dit lot par lot : ils ne se contredisent pas."""
    return any(re.search(r"\blots?\b", examen.paragraphe(p.passage), re.IGNORECASE) for p in montants)


def _comparer(examen: Examen, libelle: str, du: Decimal, lu: Decimal, passage: Passage) -> Iterator[Remarque]:
    attendue = examen.attendue
    assert attendue is not None
    if lu == du:
        yield remarque(
            "penalites",
            Gravite.CONFORME,
            f"Pénalité {libelle}",
            f"{euros(lu)}, comme dans la clause du lot.",
            passage,
            attendu=euros(du),
            lu=euros(lu),
        )
    elif du == 0:
        yield remarque(
            "penalites",
            Gravite.VERIFIER,
            f"Pénalité {libelle}",
            f"La pièce dit {euros(lu)} ; la clause du lot n'en prévoit pas. Complétez le lot, ou retirez-la.",
            passage,
            attendu="aucune",
            lu=euros(lu),
        )
    else:
        yield remarque(
            "penalites",
            Gravite.CORRIGER,
            f"Pénalité {libelle}",
            f"La pièce dit {euros(lu)} ; la clause du lot, {euros(du)}.",
            passage,
            attendu=euros(du),
            lu=euros(lu),
            a_ecrire=attendue.phrase("penalites"),
        )


def _contradictoire(examen: Examen, libelle: str, lues: list[tuple[Decimal, Passage]]) -> Remarque:
    (premier, un), (autre, deux) = lues[0], next(paire for paire in lues if paire[0] != lues[0][0])
    return remarque(
        "penalites",
        Gravite.CORRIGER,
        f"Deux pénalités {libelle}",
        f"La pièce dit {euros(premier)}, puis {euros(autre)}.",
        deux,
        lu=f"{euros(premier)} ; {euros(autre)}",
        autre_citation=un.texte,
        a_ecrire=examen.phrase("penalites", "Gardez un seul montant."),
    )


def transmissions(examen: Examen) -> Iterator[Remarque]:
    """Le rythme des justificatifs et leur jour limite sont ceux du lot."""
    attendue = examen.attendue
    dites = [t for t in examen.lecture.transmissions if t.periodicite_mois is not None or t.jour is not None]
    if attendue is None or not examen.lecture.parle_d_insertion:
        return
    du = RYTHMES.get(attendue.periodicite_mois, f"tous les {attendue.periodicite_mois} mois")
    if not dites:
        if examen.porte_l_article:
            yield remarque(
                "transmissions",
                Gravite.CORRIGER,
                "La remise des justificatifs n'a pas de rythme",
                f"La clause du lot les demande {du} : sans rythme écrit, aucun retard ne se constate.",
                attendu=du,
                a_ecrire=attendue.phrase("transmissions"),
            )
        return
    rythmes = [t for t in dites if t.periodicite_mois is not None]
    bon = next((t for t in rythmes if t.periodicite_mois == attendue.periodicite_mois), None)
    if rythmes and bon is None:
        lu = RYTHMES.get(rythmes[0].periodicite_mois or 0, f"tous les {rythmes[0].periodicite_mois} mois")
        yield remarque(
            "transmissions",
            Gravite.CORRIGER,
            "Le rythme des justificatifs n'est pas celui du lot",
            f"La pièce dit {lu} ; la clause du lot, {du}.",
            rythmes[0].passage,
            attendu=du,
            lu=lu,
            a_ecrire=attendue.phrase("transmissions"),
        )
    elif bon is not None:
        yield remarque(
            "transmissions",
            Gravite.CONFORME,
            "Le rythme des justificatifs est celui du lot",
            f"La pièce dit {du}.",
            bon.passage,
        )
    yield from _jour_limite(examen)


def _jour_limite(examen: Examen) -> Iterator[Remarque]:
    attendue = examen.attendue
    assert attendue is not None
    avec = [t for t in examen.lecture.transmissions if t.jour is not None]
    if avec and all(t.jour != attendue.jour_echeance for t in avec):
        yield remarque(
            "transmissions",
            Gravite.CORRIGER,
            "Le jour limite n'est pas celui du lot",
            f"La pièce dit le {avec[0].jour} du mois ; la clause du lot, le {attendue.jour_echeance}.",
            avec[0].passage,
            attendu=f"le {attendue.jour_echeance}",
            lu=f"le {avec[0].jour}",
            a_ecrire=attendue.phrase("transmissions"),
        )
