"""Une pièce, ce qu'on y a lu, et la clause à laquelle on la compare : ce que reçoit chaque contrôle."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Protocol, TypeVar

from lecteur.controle.attendue import ClauseAttendue
from lecteur.extraction.constats import FormuleLue, Lecture, Paragraphe, Passage, Texte, Volume
from regles.typographie import sans_accent

CLAUSES = frozenset({"ccap", "autre"})  # les pièces qui portent l'article entier
FERMES = frozenset({"exige", "minimum"})
_HEURES = re.compile(r"\d[\d\s,.]*(?:h\b|heures?)", re.IGNORECASE)
_ANNEXE = re.compile(
    r"\W*(?:annexe|fiche|grille|critere|liste des|cadre de|memoire|formulaire|attestation|bordereau|detail quantitatif"
    r"|mention de|cahier des clauses techniques|cctp)\b"
)
_TITRES = 2  # les premières lignes d'une pièce, où elle dit ce qu'elle est
_VOISINS = 2  # un paragraphe à deux rangs d'un fait appartient encore à la clause


class AvecLot(Protocol):
    @property
    def lot(self) -> str: ...


F = TypeVar("F", bound=AvecLot)


def cle_de_lot(numero: str) -> str:
    """« Lot n° 03 » et « 3 » sont le même lot."""
    trouve = re.search(r"(\d+)\s*([a-z]?)\b", sans_accent(numero))
    return f"{int(trouve[1])}{trouve[2]}" if trouve else sans_accent(numero).strip()


def _se_nomme(nom: str, intitule: str) -> bool:
    """« gros œuvre » nomme le lot « Démolition – Gros œuvre »."""
    return len(nom) > 2 and not nom.isdigit() and sans_accent(nom) in intitule


@dataclass(frozen=True)
class Examen:
    """`nature` : ccap, rc, ae, aapc ou autre. Sans `attendue`, seule la cohérence de la pièce s'examine. `toutes` : les
    clauses des lots que la pièce couvre, celle-ci comprise."""

    lecture: Lecture
    texte: Texte
    nature: str = "autre"
    attendue: ClauseAttendue | None = None
    toutes: tuple[ClauseAttendue, ...] = ()

    @property
    def porte_l_article(self) -> bool:
        """La pièce doit dire la clause entière (publics, pénalités, transmissions, contact)."""
        return self.nature in CLAUSES and not self.est_une_annexe

    @cached_property
    def est_une_annexe(self) -> bool:
        """Une pièce que ni son nom ni son titre ne donnent pour un cahier des clauses : fiche, grille, liste…"""
        debut = [sans_accent(p.texte) for p in self.texte.paragraphes[:_TITRES]]
        return self.nature == "autre" and any(_ANNEXE.match(titre) for titre in debut)

    @property
    def lot(self) -> str:
        return self.attendue.lot if self.attendue else ""

    def phrase(self, sujet: str, sans_lot: str = "") -> str:
        """Ce que nous écririons pour ce lot ; `sans_lot` quand la pièce se relit sans lot."""
        return self.attendue.phrase(sujet) if self.attendue else sans_lot

    def du_lot(self, faits: Iterable[F]) -> list[F]:
        """Les faits du lot examiné ; à défaut d'un seul fait qui nomme un lot, ceux qui n'en nomment aucun."""
        tous = list(faits)
        if self.attendue is None:
            return tous
        cle, intitule = cle_de_lot(self.attendue.lot), sans_accent(self.attendue.intitule)
        tous = [f for f in tous if cle not in getattr(f, "sauf", ())]  # « tous les lots sauf le 3 »
        siens = [f for f in tous if f.lot and (cle_de_lot(f.lot) == cle or _se_nomme(f.lot, intitule))]
        return siens or ([] if any(f.lot for f in tous) else tous)

    @cached_property
    def volumes(self) -> list[Volume]:
        """Les volumes exigés du lot."""
        return [v for v in self.du_lot(self.lecture.volumes) if v.nature in FERMES]

    @cached_property
    def ensembles(self) -> list[Volume]:
        """Les volumes d'ensemble : ni par an, ni par tranche, ni par période."""
        return [v for v in self.volumes if not v.par and v.portee in ("marche", "lot", "total")]

    @cached_property
    def formules(self) -> list[FormuleLue]:
        return self.du_lot(self.lecture.formules)

    @cached_property
    def zone(self) -> tuple[Paragraphe, ...]:
        """Les paragraphes de la clause : ceux qu'un fait cite, et leurs voisins immédiats."""
        cites = {p.paragraphe for p in self.lecture.citations() if p.paragraphe is not None}
        proches = {n + pas for n in cites for pas in range(-_VOISINS, _VOISINS + 1)}
        return tuple(p for p in self.texte.paragraphes if p.numero in proches)

    @cached_property
    def _par_numero(self) -> dict[int | None, Paragraphe]:
        return {p.numero: p for p in self.texte.paragraphes}

    @cached_property
    def rangees(self) -> dict[str, set[str]]:
        """{lot: ce que disent les rangées de tableau de ses volumes}."""
        rangees: dict[str, set[str]] = defaultdict(set)
        for v in self.volumes:
            if rangee := self.rangee(v.passage):
                rangees[v.lot].add(rangee)
        return rangees

    def rangee(self, passage: Passage) -> str:
        """Ce que dit la rangée de tableau citée, ses heures effacées ; « » hors d'un tableau."""
        cite = self._par_numero.get(passage.paragraphe)
        return _HEURES.sub("", cite.texte) if cite is not None and cite.dans_tableau else ""

    def paragraphe(self, passage: Passage, suivants: int = 0) -> str:
        """Le texte du paragraphe cité, et des `suivants` qui viennent après."""
        numero = passage.paragraphe or 0
        cites = (self._par_numero.get(n) for n in range(numero, numero + suivants + 1))
        return " ".join(p.texte for p in cites if p is not None)

    def chercher(self, motif: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Passage]]:
        """Le motif dans la clause, texte d'origine, avec le passage trouvé."""
        for p in self.zone:
            for trouve in motif.finditer(p.texte):
                yield trouve, Passage(trouve.group(0), trouve.start(), trouve.end(), p.page, p.numero)


_COLONNE_LOT = re.compile(r"\s*(?:(?:n\s*°|numéro)\s*(?:du |de )?)?lots?\s*\|", re.IGNORECASE)
_LOT_EN_TETE = re.compile(r"\s*(?:lot\s*)?(?:n\s*°?\s*)?0*(\d{1,3}\s?[a-z]?)\s*(?:[-–—:.|]|$)", re.IGNORECASE)


def rapporter_les_rangees(lecture: Lecture, texte: Texte, lots: Iterable[str]) -> Lecture:
    """Les volumes et formules d'un tableau dont la rangée commence par un numéro de lot du marché reçoivent ce lot."""
    par_rangee = _lots_des_rangees(texte, {cle_de_lot(numero) for numero in lots})
    if not par_rangee:
        return lecture
    volumes = tuple(
        replace(v, lot=lot, portee="lot" if v.portee in ("marche", "total") else v.portee)
        if not v.lot and (lot := par_rangee.get(v.passage.paragraphe or 0))
        else v
        for v in lecture.volumes
    )
    formules = tuple(
        replace(f, lot=lot) if not f.lot and (lot := par_rangee.get(f.passage.paragraphe or 0)) else f
        for f in lecture.formules
    )
    return replace(lecture, volumes=volumes, formules=formules)


def _lots_des_rangees(texte: Texte, connus: set[str]) -> dict[int, str]:
    """{paragraphe: lot} des rangées qui commencent par un lot. Un seul lot connu (une pièce relue pour lui seul) :
    seulement si une colonne « Lot » l'annonce et si d'autres lots y ont leur rangée."""
    rangees = {
        p.numero: cle_de_lot(trouve[1])
        for p in texte.paragraphes
        if p.dans_tableau and (trouve := _LOT_EN_TETE.match(p.texte))
    }
    if len(connus) > 1:
        return {numero: lot for numero, lot in rangees.items() if lot in connus}
    annonce = any(p.dans_tableau and _COLONNE_LOT.match(p.texte) for p in texte.paragraphes)
    plusieurs = len(set(rangees.values())) > 1 and connus & set(rangees.values())
    return rangees if annonce and plusieurs else {}


def premier_passage(lecture: Lecture) -> Passage | None:
    return next(iter(lecture.citations()), None)


def proches(lu: Decimal, attendu: Decimal, unite: str) -> bool:
    """Le même volume : exact en heures ; à la demi-unité près quand la pièce compte en jours, semaines ou ETP."""
    marge = {"heure": Decimal(0), "jour": Decimal("3.5"), "semaine": Decimal("17.5"), "mois": Decimal(76)}
    return abs(lu - attendu) <= marge.get(unite, Decimal(80))
