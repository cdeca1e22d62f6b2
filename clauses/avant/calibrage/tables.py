"""La table des métiers telle qu'elle vaut pour une porteuse, un jour : ses valeurs d'abord, les nôtres à défaut."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clauses.avant.calibrage.models import ValeurDeReference
from clauses.fond.socle.valeurs import en_date
from clauses.fond.structures.models import StructurePorteuse
from regles.metiers import TABLE, Metier
from regles.socle import CERTITUDES, Reference


@dataclass(frozen=True)
class ValeurLue:
    """Une valeur et ce qu'elle vaut : d'où elle vient, sa certitude (A à D), et si elle reste à valider."""

    valeur: Decimal
    origine: str
    certitude: str = ""
    est_a_valider: bool = False

    @property
    def certitude_en_mots(self) -> str:
        return CERTITUDES.get(self.certitude, "")


@dataclass(frozen=True)
class LigneDeTable:
    """Un métier de la table : sa part et son coût du jour, la fourchette proposée, les valeurs de la porteuse."""

    metier: Metier
    part: ValeurLue
    cout: ValeurLue
    historique: tuple[ValeurDeReference, ...] = ()

    @property
    def code(self) -> str:
        return self.metier.code

    @property
    def libelle(self) -> str:
        return self.metier.libelle


def table_de(porteuse: StructurePorteuse, jour: date) -> dict[str, LigneDeTable]:
    """{code du métier: sa ligne}, dans l'ordre d'un chantier. Une requête."""
    par_metier: dict[str, list[ValeurDeReference]] = {}
    for valeur in ValeurDeReference.objects.actifs().filter(porteuse=porteuse).connues_le(jour):
        par_metier.setdefault(valeur.metier, []).append(valeur)
    return {code: _ligne(metier, par_metier.get(code, [])) for code, metier in TABLE.items()}


def _ligne(metier: Metier, siennes: list[ValeurDeReference]) -> LigneDeTable:
    part = next((v for v in siennes if v.part_main_oeuvre is not None), None)
    cout = next((v for v in siennes if v.cout_horaire is not None), None)
    return LigneDeTable(
        metier,
        _lue(part, part.part_main_oeuvre) if part else _proposee(metier.part_main_d_oeuvre, metier.reference_part),
        _lue(cout, cout.cout_horaire) if cout else _proposee(metier.cout_horaire, metier.reference_cout),
        tuple(siennes),
    )


def _lue(ligne: ValeurDeReference, valeur: Decimal) -> ValeurLue:
    origine = f"votre table, depuis le {en_date(ligne.depuis)} ({ligne.source})"
    return ValeurLue(valeur, origine, ligne.certitude, est_a_valider=ligne.certitude == "C")


def _proposee(valeur: Decimal, reference: Reference) -> ValeurLue:
    return ValeurLue(valeur, reference.titre, reference.certitude, est_a_valider=reference.certitude == "C")
