"""Les faits d'un marché publié, une fois mis au propre."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from regles.typographie import typographie


@dataclass(frozen=True, slots=True)
class Avertissement:
    """Une valeur réparée, ignorée ou étonnante : le champ publié, ce qui était écrit, ce qu'on en a fait."""

    champ: str
    valeur: str
    message: str

    def __str__(self) -> str:
        montre = f" « {self.valeur} »" if self.valeur else ""
        return typographie(f"{self.champ}{montre} : {self.message}")


@dataclass(frozen=True, slots=True)
class Titulaire:
    """Une entreprise : son identifiant, le répertoire qui l'attribue (SIRET, TVA, HORS-UE…), son nom.

    `montant_ht` : son propre montant, quand les lignes du marché en publient un différent par entreprise.
    """

    identifiant: str
    type_identifiant: str
    nom: str = ""
    montant_ht: Decimal | None = None

    @property
    def siret(self) -> str | None:
        """Le SIRET (clé vérifiée), ou None pour une entreprise connue autrement."""
        return self.identifiant if self.type_identifiant == "SIRET" else None


@dataclass(frozen=True, slots=True)
class Lieu:
    """Le lieu principal d'exécution. `type_code` : code_postal, code_commune, code_departement…"""

    code: str
    type_code: str
    nom: str = ""


@dataclass(frozen=True, slots=True)
class Modification:
    """Un avenant publié. Un champ à None n'a pas changé. `appliquee` : il compte dans l'avis."""

    numero: str
    date: dt.date | None
    date_publication: dt.date | None
    objet: str
    montant_ht: Decimal | None
    duree_mois: int | None
    titulaires: tuple[Titulaire, ...]
    appliquee: bool


@dataclass(frozen=True, slots=True)
class ActeSousTraitance:
    """Une sous-traitance déclarée (ses propres modifications sont déjà appliquées)."""

    numero: str
    sous_traitant: Titulaire | None
    montant_ht: Decimal | None
    duree_mois: int | None
    date_notification: dt.date | None


@dataclass(frozen=True, slots=True)
class Avis:
    """Un marché public ou une concession, tel que publié, au propre, avenants appliqués.

    `uid` : SIRET de l'acheteur suivi de l'identifiant interne ; les signes « / . , » et espaces de celui-ci
    y deviennent « _ », comme dans les fichiers consolidés. `rangs` : les enregistrements du fichier réunis.
    `lot` : celui que le numéro de marché dit (« 2024M12-LOT02 »), ou l'objet quand plusieurs lots ont le même numéro ;
    `uid` le dit alors (« _lot_2 »), et `uid_commun` est ce qu'il serait sans cela.
    `nature_achat`, `procedure` et `forme` emploient les mêmes codes que le marché de l'application.
    `considerations_sociales` : parmi clause_sociale, critere_social, marche_reserve, aucune, non_renseigne.
    Montants en euros HT ; None quand rien d'utilisable n'est publié (l'avertissement dit ce qui l'était).
    """

    fichier: str
    rangs: tuple[int, ...]
    uid: str
    id: str
    acheteur_siret: str
    acheteur_nom: str
    objet: str
    nature: str | None
    nature_achat: str | None
    nature_achat_raison: str
    procedure: str | None
    procedure_publiee: str
    forme: str
    techniques: tuple[str, ...]
    modalites: tuple[str, ...]
    id_accord_cadre: str
    montant_ht: Decimal | None
    montant_initial_ht: Decimal | None
    duree_mois: int | None
    duree_initiale_mois: int | None
    date_notification: dt.date | None
    date_publication: dt.date | None
    date_debut_execution: dt.date | None
    cpv: str | None
    lieu: Lieu | None
    titulaires: tuple[Titulaire, ...]
    groupement: str
    considerations_sociales: frozenset[str]
    sous_traitance: bool | None
    actes_sous_traitance: tuple[ActeSousTraitance, ...]
    offres_recues: int | None
    ccag: str
    forme_prix: str
    modifications: tuple[Modification, ...]
    source: str
    avertissements: tuple[Avertissement, ...]
    lot: str = ""
    uid_commun: str = ""

    @property
    def est_concession(self) -> bool:
        """Contrat de concession, publié par une autorité concédante."""
        return self.forme == "concession"

    @property
    def a_clause_sociale(self) -> bool:
        """Une clause, un critère ou une réservation est publié."""
        return bool(self.considerations_sociales & {"clause_sociale", "critere_social", "marche_reserve"})


@dataclass(frozen=True, slots=True)
class Refus:
    """Un enregistrement écarté : où, quel champ, quelle valeur, pourquoi, et que faire."""

    fichier: str
    rangs: tuple[int, ...]
    repere: str
    uid: str | None
    champ: str
    valeur: str
    motif: str
    remede: str

    def __str__(self) -> str:
        qui = f", {self.uid}" if self.uid else ""
        montre = f" « {self.valeur} »" if self.valeur else ""
        return typographie(
            f"{self.fichier}, {self.repere}{qui} : {self.champ}{montre} : {self.motif} {self.remede}"
        ).strip()


class Rejet(Exception):
    """Ce qui rend un enregistrement inutilisable ; devient un `Refus`."""

    def __init__(self, champ: str, valeur: object, motif: str, remede: str) -> None:
        self.champ, self.motif, self.remede = champ, typographie(motif), typographie(remede)
        texte = "" if valeur is None else str(valeur)
        self.valeur = texte if len(texte) <= 80 else texte[:79] + "…"
        super().__init__(self.motif)


class Carnet:
    """Recueille les avertissements d'un enregistrement. `absences` : les valeurs qui, dans son fichier, ne nomment
    aucune entreprise."""

    def __init__(self, absences: frozenset[str] = frozenset()) -> None:
        self.avertissements: list[Avertissement] = []
        self.absences = absences

    def noter(self, champ: str, valeur: object, message: str) -> None:
        """Ajoute un avertissement ; la valeur montrée est raccourcie."""
        texte = "" if valeur is None else str(valeur)
        montre = texte if len(texte) <= 80 else texte[:79] + "…"
        self.avertissements.append(Avertissement(champ, montre, typographie(message)))
