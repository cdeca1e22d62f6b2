"""Ce que la relecture trouve dans un texte : des faits, chacun avec le passage qu'il cite.

Rien ici ne juge : une `Lecture` dit ce qui est écrit et où. `Passage.debut` et `Passage.fin` se comptent dans
le texte du paragraphe nommé ; `texte.citation(passage) == passage.texte` est toujours vrai.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal

from regles.formules import FAMILLES
from regles.formules.termes import Terme


@dataclass(frozen=True)
class Passage:
    """Une citation exacte. `paragraphe` est le numéro du paragraphe (`Paragraphe.numero`)."""

    texte: str
    debut: int
    fin: int
    page: int | None = None
    paragraphe: int | None = None


@dataclass(frozen=True)
class Paragraphe:
    """Un paragraphe d'une pièce. `numero` : son rang dans la pièce, à partir de 1."""

    texte: str
    page: int | None = None
    numero: int = 1
    dans_tableau: bool = False


@dataclass(frozen=True)
class Texte:
    """Une pièce, paragraphe par paragraphe, dans l'ordre de lecture."""

    paragraphes: tuple[Paragraphe, ...]

    @classmethod
    def depuis(cls, chaine: str) -> "Texte":
        """Une ligne non vide, un paragraphe ; une page par saut de page (« \\f »)."""
        paragraphes: list[Paragraphe] = []
        page = 1
        for ligne in chaine.replace("\f", "\n\f\n").split("\n"):
            if ligne == "\f":
                page += 1
            elif ligne.strip():
                paragraphes.append(Paragraphe(ligne, page if "\f" in chaine else None, len(paragraphes) + 1))
        return cls(tuple(paragraphes))

    def citation(self, passage: Passage) -> str:
        """Le texte que le passage prétend citer (vide si le paragraphe n'existe pas)."""
        for paragraphe in self.paragraphes:
            if paragraphe.numero == passage.paragraphe:
                return paragraphe.texte[passage.debut : passage.fin]
        return ""


@dataclass(frozen=True)
class Volume:
    """Des heures d'insertion écrites. `quantite` et `unite` : ce qui est écrit (heure, jour, semaine, mois, etp) ;
    `heures` : les mêmes en heures (7 h par jour, 35 h par semaine, 1 607 h par ETP quand le texte ne dit rien).

    `portee` : marche, lot, tranche, periode (une reconduction, une phase) ou total (somme de plusieurs lots).
    `par` : « » pour un volume d'ensemble, sinon an, mois, trimestre, semestre, semaine, tranche_facturation.
    `nature` : exige, minimum, maximum, indicatif. `sauf` : les lots que « tous les lots sauf… » écarte.
    """

    heures: Decimal
    quantite: Decimal
    unite: str
    portee: str
    passage: Passage
    lot: str = ""
    tranche: str = ""
    periode: str = ""
    par: str = ""
    nature: str = "exige"
    sauf: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormuleLue:
    """Une formule. `kind` : le code d'une famille de `regles.formules`, bareme, ou calcul (montant × part de
    main-d'œuvre × taux ÷ coût horaire). Ses termes portent le nom que leur donne la famille.

    `taux` en pour cent ; montants en euros HT ; `base` : les mots du texte."""

    kind: str
    passage: Passage
    lot: str = ""
    heures: Decimal | None = None
    heures_par_an: Decimal | None = None
    heures_par_tranche: Decimal | None = None
    montant_tranche_ht: Decimal | None = None
    seuil_ht: Decimal | None = None
    taux: Decimal | None = None
    base: str = ""


def termes_lus(kind: str) -> list[Terme]:
    """Les termes d'une formule qui se lisent dans un texte ; aucun si c'est un volume, qui se compare autrement."""
    famille = FAMILLES.get(kind)
    if famille is None or famille.ecrit_un_volume:
        return []
    lus = {champ.name for champ in fields(FormuleLue)}
    return [terme for terme in famille.termes() if terme.nom in lus]


@dataclass(frozen=True)
class PublicLu:
    """Un public éligible : un code de `regles.publics.CRITERES`."""

    code: str
    passage: Passage


@dataclass(frozen=True)
class Reservation:
    """Un marché ou des lots réservés. `instrument` : les codes de `Clause.Instrument` (reserve_iae, reserve_handicap,
    reserve_mixte, reserve_penitentiaire, reserve_ess, marche_insertion)."""

    instrument: str
    passage: Passage
    article: str = ""
    lots: tuple[str, ...] = ()


@dataclass(frozen=True)
class PenaliteLue:
    """Une pénalité de la clause. `nature` : heure, absence, transmission, retard_jour, forfait."""

    nature: str
    montant: Decimal | None
    passage: Passage
    taux: Decimal | None = None


@dataclass(frozen=True)
class Transmission:
    """À quel rythme les justificatifs sont remis. `jour` : le jour limite du mois, quand il est dit."""

    periodicite_mois: int | None
    passage: Passage
    jour: int | None = None


@dataclass(frozen=True)
class ContactLu:
    """Un facilitateur nommé dans la pièce, ou de quoi le joindre."""

    nom: str
    courriel: str
    telephone: str
    passage: Passage


@dataclass(frozen=True)
class PartMainOeuvre:
    """La part de main-d'œuvre imprimée (ou un coût horaire : `nature` vaut alors cout_horaire)."""

    valeur: Decimal
    passage: Passage
    nature: str = "part"


@dataclass(frozen=True)
class ModaliteLue:
    """Comment l'action peut être menée : embauche_directe, mise_a_disposition, sous_traitance, formation, stage."""

    code: str
    passage: Passage


@dataclass(frozen=True)
class CritereLu:
    """L'insertion notée comme critère d'attribution. `ponderation` en pour cent, ou `None` si elle n'est pas dite."""

    ponderation: Decimal | None
    passage: Passage


@dataclass(frozen=True)
class ArticleCite:
    """Un article cité. `ancien` : tel qu'écrit ; `actuel` : son équivalent d'aujourd'hui, quand il a changé."""

    cite: str
    actuel: str
    passage: Passage
    est_ancien: bool = False


@dataclass(frozen=True)
class Incomprehension:
    """Ce que le texte annonce sans qu'on puisse le calculer ni l'attribuer. `raison` : une phrase."""

    code: str
    raison: str
    passage: Passage


@dataclass(frozen=True)
class Lecture:
    """Tout ce que la pièce dit de l'insertion. `parle_d_insertion` : une clause, un critère ou une réservation ;
    `niee` : la pièce dit expressément qu'il n'y en a pas ; `facultative` : elle la dit facultative."""

    parle_d_insertion: bool = False
    niee: bool = False
    facultative: bool = False
    passages: tuple[Passage, ...] = ()
    volumes: tuple[Volume, ...] = ()
    formules: tuple[FormuleLue, ...] = ()
    publics: tuple[PublicLu, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    penalites: tuple[PenaliteLue, ...] = ()
    transmissions: tuple[Transmission, ...] = ()
    contacts: tuple[ContactLu, ...] = ()
    parts_main_oeuvre: tuple[PartMainOeuvre, ...] = ()
    modalites: tuple[ModaliteLue, ...] = ()
    criteres: tuple[CritereLu, ...] = ()
    articles: tuple[ArticleCite, ...] = ()
    incomprehensions: tuple[Incomprehension, ...] = field(default=())

    def citations(self) -> Iterator[Passage]:
        """Chaque passage cité par un fait, dans l'ordre des champs."""
        yield from self.passages
        for champ in fields(self):
            valeur = getattr(self, champ.name)
            if isinstance(valeur, tuple):
                yield from (fait.passage for fait in valeur if is_dataclass(fait) and not isinstance(fait, Passage))
