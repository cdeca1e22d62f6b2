"""Les jalons d'un volume fixe : ce que la clause rend dû avant la fin de l'exécution, en heures cumulées."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from regles.calendrier import UN_JOUR, lendemain_de
from regles.exigences import CENT, FaitsIncoherents
from regles.formules.faits import ZERO
from regles.formules.termes import pour_cent
from regles.typographie import INSECABLE, accorder, arrondir, heures, jour_en_mots
from regles.vocabulaire import Dit, Duree, Heures, Pourcentage


@dataclass(frozen=True, kw_only=True)
class Jalon:
    """Ce qui est dû en tout à une échéance : des heures, ou une part (%) du volume. L'échéance est une date, comprise,
    ou la fin d'un mois d'exécution, compté depuis le début."""

    le: Annotated[date | None, Dit("Date du jalon, comprise.", "le", "au", "jour", "échéance", nom="date")] = None
    mois: Annotated[
        Duree | None,
        Dit("À défaut de date, la fin de ce mois d'exécution.", "mois d'exécution", "fin du mois", "au bout de"),
    ] = None
    heures: Annotated[Heures | None, Dit("Heures dues à cette date, en tout.", "cumul", "heures cumulées")] = None
    part: Annotated[
        Pourcentage | None, Dit("À défaut d'heures, leur part du volume, en tout.", "pourcentage", "part du volume")
    ] = None

    def echeance(self, debut: date | None) -> date | None:
        """Le jour où il est dû, compris ; `None` tant que le début de l'exécution n'est pas connu."""
        if self.le is not None or self.mois is None or debut is None:
            return self.le
        return lendemain_de(debut, self.mois) - UN_JOUR

    def du(self, volume: Decimal) -> Decimal:
        """Les heures dues en tout à l'échéance, au centième."""
        return arrondir(volume * (self.part or ZERO) / CENT) if self.heures is None else self.heures

    def calcul(self, volume: Decimal) -> str:
        """« 30 % × 4 500 h » ; « » quand le jalon se dit en heures."""
        return "" if self.part is None else f"{pour_cent(self.part)} × {heures(volume)}"

    @property
    def quand(self) -> str:
        """« au 31 mars 2027 », « à la fin du 12e mois d'exécution »."""
        if self.le is not None:
            return f"au {jour_en_mots(self.le)}"
        return f"à la fin du {self.mois}{'er' if self.mois == 1 else 'e'}{INSECABLE}mois d'exécution"

    @property
    def en_mots(self) -> str:
        """« 1 000 h au 31 mars 2027 », « 30 % du volume à la fin du 12e mois d'exécution »."""
        combien = f"{pour_cent(self.part)} du volume" if self.part is not None else heures(self.heures or ZERO)
        return f"{combien} {self.quand}"

    def dans_une_phrase(self, volume: Decimal) -> str:
        """« 1 350 heures (30 % du volume) au 31 mars 2027 »."""
        part = f" ({pour_cent(self.part)} du volume)" if self.part is not None else ""
        return f"{accorder(self.du(volume), 'heure')}{part} {self.quand}"


@dataclass(frozen=True)
class Faute:
    """Ce qu'un jalon a de faux et quoi faire. `rang` : sa ligne, depuis 1 ; `champ` : l'attribut à reprendre."""

    rang: int
    champ: str
    message: str

    @property
    def en_mots(self) -> str:
        """« Jalon 2, date : … » : la ligne et le champ."""
        return f"Jalon{INSECABLE}{self.rang}, {CHAMPS[self.champ]}{INSECABLE}: {self.message}"


CHAMPS = {"le": "date", "mois": "mois d'exécution", "heures": "heures", "part": "part du volume"}


class JalonsRefuses(FaitsIncoherents):
    """Les jalons ne tiennent pas ensemble, ou dépassent le volume : `fautes` dit lesquels et en quoi."""

    def __init__(self, fautes: Sequence[Faute]) -> None:
        self.fautes = tuple(fautes)
        super().__init__(" ".join(faute.en_mots for faute in fautes))


def verifier(jalons: Sequence[Jalon], volume: Decimal) -> None:
    """Lève `JalonsRefuses` : chacun a une échéance et un cumul, les deux croissent, et rien ne dépasse le volume."""
    fautes = [faute for rang, jalon in enumerate(jalons, 1) for faute in _de_lui_meme(rang, jalon, volume)]
    if not fautes:
        paires = enumerate(pairwise(jalons), 2)
        fautes = [faute for rang, (avant, jalon) in paires for faute in _apres(rang, avant, jalon, volume)]
    if fautes:
        raise JalonsRefuses(fautes)


def _de_lui_meme(rang: int, jalon: Jalon, volume: Decimal) -> Iterator[Faute]:
    if jalon.le is None and jalon.mois is None:
        yield Faute(rang, "le", "donnez sa date, ou le mois d'exécution à la fin duquel il tombe.")
    elif jalon.le is not None and jalon.mois is not None:
        yield Faute(rang, "mois", "donnez la date ou le mois, pas les deux.")
    elif jalon.mois is not None and jalon.mois < 1:
        yield Faute(rang, "mois", "comptez les mois à partir de 1.")
    champ = "heures" if jalon.part is None else "part"
    if jalon.heures is None and jalon.part is None:
        yield Faute(rang, champ, "donnez les heures dues à cette date, en tout, ou leur part du volume.")
    elif jalon.heures is not None and jalon.part is not None:
        yield Faute(rang, champ, "donnez les heures ou leur part du volume, pas les deux.")
    elif jalon.du(volume) <= 0:
        yield Faute(rang, champ, "un jalon demande plus de zéro.")
    elif jalon.du(volume) > volume:
        yield Faute(
            rang,
            champ,
            f"{heures(jalon.du(volume))} dépassent le volume, {heures(volume)}{INSECABLE}: baissez ce jalon, ou "
            "augmentez le volume.",
        )


def _apres(rang: int, avant: Jalon, jalon: Jalon, volume: Decimal) -> Iterator[Faute]:
    """Ce qu'un jalon doit à celui d'avant, tous deux bien écrits."""
    if (avant.le is None) != (jalon.le is None):
        champ = "mois" if jalon.le is None else "le"
        yield Faute(rang, champ, "dites tous les jalons par leur date, ou tous par leur mois d'exécution.")
    elif (avant.le or date.min, avant.mois or 0) >= (jalon.le or date.min, jalon.mois or 0):
        champ = "mois" if jalon.le is None else "le"
        yield Faute(rang, champ, f"il doit tomber après le jalon {rang - 1} ({avant.quand}).")
    if avant.du(volume) >= jalon.du(volume):
        yield Faute(
            rang,
            "heures" if jalon.part is None else "part",
            f"{heures(jalon.du(volume))} n'ajoutent rien aux {heures(avant.du(volume))} du jalon {rang - 1}"
            f"{INSECABLE}: écrivez ce qui est dû en tout depuis le début, de plus en plus haut.",
        )


def hors_de_l_execution(
    jalons: Sequence[Jalon], debut: date | None, fin: date | None, mois: int | None
) -> Iterator[Faute]:
    """Ceux qui tombent avant le début ou après la fin du contrat (`mois` : sa durée, quand ses dates manquent)."""
    for rang, jalon in enumerate(jalons, 1):
        le, champ = jalon.echeance(debut), "le" if jalon.mois is None else "mois"
        if le is not None and debut is not None and le < debut:
            message = f"l'exécution ne commence que le {jour_en_mots(debut)}{INSECABLE}: reculez ce jalon."
            yield Faute(rang, champ, message)
        elif le is not None and fin is not None and le > fin:
            terme = f"l'exécution finit le {jour_en_mots(fin)}"
            yield Faute(rang, champ, f"{terme}{INSECABLE}: {A_FAIRE}")
        elif le is None and mois is not None and (jalon.mois or 0) > mois:
            terme = f"l'exécution dure {accorder(mois, 'mois', 'mois')}"
            yield Faute(rang, champ, f"{terme}{INSECABLE}: {A_FAIRE}")


A_FAIRE = "avancez ce jalon, ou notez d'abord l'avenant ou la reconduction qui prolonge le marché."
