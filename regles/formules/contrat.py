"""Le contrat d'une famille de formules : tout ce que le logiciel demande à une clause, et ce qu'elle reçoit.

Une famille est une classe qui porte ses termes et dit le reste : sa phrase, ce qu'elle fait devoir, sa courbe, ce
qu'en écrit une pièce. Les écrans, la base, les pièces, la relecture et les cas l'interrogent ; aucun ne la nomme.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Self

from regles.exigences import FaitsIncoherents
from regles.formules.courbe import Courbe, au_fil_des_jours
from regles.formules.faits import (
    ChoixDeFormule,
    Commandes,
    DureeInitiale,
    FacturationPrevue,
    Factures,
    LectureResiliation,
    MontantEstime,
    Mouvement,
    Reconduction,
    Tranche,
    TravailDuMarche,
    VolumeDit,
)
from regles.formules.resultats import ZERO, DecisionHeuresDues, Echeance, Propres
from regles.formules.termes import ModeleDeClause, Terme
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import LigneDeCalcul, Reference
from regles.typographie import apostrophes
from regles.vocabulaire import Dit


@dataclass(frozen=True, kw_only=True)
class FaitsEngagement:
    """Tout ce que l'on sait du lot : la clause en vigueur, les dates, l'argent, les heures.

    `fin` : la fin prévue, reconductions faites comprises ; `arrete_le` : le dernier jour d'un marché qui s'arrête avant
    elle. `facturation_prevue_ht` : le total prévu à la fin, facturation réelle comprise ; `montant_estime_ht` : celui
    du marché, qui en tient lieu tant que rien n'est prévu ; `commandes_prevues` et `factures_prevues` : les prévisions
    à venir, par attributaire. `remplacees` : les versions d'avant `clause`, chacune avec le dernier jour où elle vaut
    (`regles/versions.py`).
    """

    clause: "Formule"
    remplacees: tuple[tuple[date, "Formule"], ...] = ()
    debut: Annotated[date | None, Dit("Début du marché.", "date de début", "debut_marche")] = None
    fin: Annotated[date | None, Dit("Fin prévue, reconductions faites comprises.", "date de fin", "fin_marche")] = None
    arrete_le: date | None = None
    notifie_le: Annotated[
        date | None,
        Dit("Notification ; les mouvements antérieurs ne comptent pas.", "notification", "date de notification"),
    ] = None
    resilie_le: Annotated[date | None, Dit("Résiliation.", "résiliation", "resiliee_le", "date de résiliation")] = None
    duree_initiale_mois: DureeInitiale = None
    tranches: Annotated[tuple[Tranche, ...], Dit("Tranches fermes et optionnelles.")] = ()
    reconductions: Annotated[tuple[Reconduction, ...], Dit("Périodes de plus, faites ou possibles.", seul="duree")] = ()
    commandes: Commandes = ()
    factures: Factures = ()
    commandes_prevues: tuple[Mouvement, ...] = ()
    factures_prevues: tuple[Mouvement, ...] = ()
    facturation_prevue_ht: FacturationPrevue = None
    montant_estime_ht: MontantEstime = None
    heures_travaillees: TravailDuMarche = ()

    @property
    def dernier_jour(self) -> date | None:
        return self.arrete_le or self.fin


@dataclass(frozen=True, kw_only=True)
class Formule(ABC):
    """Une formule et ses termes. Une famille écrit ce qui est abstrait, et ne redit du reste que ce qui lui est propre.

    `code` : la valeur gardée en base et écrite dans un cas (18 caractères au plus) ; `rang` : sa place dans les
    listes ; `nom` : son intitulé ; `en_bref` : le même dans une phrase, avec son article ; `intro` : ce que dit le
    formulaire au-dessus de ses termes ; `synonymes` : ses autres noms dans un cas.
    """

    code: ClassVar[str]
    rang: ClassVar[int]
    nom: ClassVar[str]
    en_bref: ClassVar[str]
    intro: ClassVar[str] = ""
    synonymes: ClassVar[tuple[str, ...]] = ()
    modeles: ClassVar[tuple[ModeleDeClause, ...]] = ()

    # Les faits qui lui sont propres, par leur nom dans un cas : ce que les relevés vont chercher pour elle.
    lit: ClassVar[frozenset[str]] = frozenset()
    # Sans notification connue, rien n'est dû avant le début du marché ; une famille qui lit des faits datés s'en passe.
    attend_le_debut: ClassVar[bool] = True
    # Une pièce écrit un volume (fixe, par tranche, par an), et non une formule seule.
    ecrit_un_volume: ClassVar[bool] = False
    # Le lecteur de textes sait la reconnaître ; sinon, la relecture demande de vérifier à l'œil.
    se_lit: ClassVar[bool] = False
    # Le calibrage : ce qu'il faut y donner en plus du volume, et `None` quand la famille ne se calibre pas.
    au_calibrage: ClassVar[tuple[str, ...] | None] = None
    # L'essai : ce que le formulaire demande pour chiffrer un exemple, et le titre des exemples d'une pièce.
    essai: ClassVar[tuple[Terme, ...]] = ()
    titre_des_exemples: ClassVar[str] = ""
    # {terme: l'exemple que montre sa case}, quand elle hérite d'un terme dont l'exemple ne lui va pas.
    exemples_de_saisie: ClassVar[Mapping[str, str]] = {}
    # Ce qu'une pièce réclame quand un chiffre manque.
    a_completer: ClassVar[str] = "volume d’heures"
    # Ce qu'écrivent nos pièces sous l'obligation, et ce que l'on conseille à qui les relit.
    precisions: ClassVar[tuple[str, ...]] = ()
    conseils: ClassVar[tuple[str, ...]] = ()
    lecture_resiliation: Annotated[
        LectureResiliation,
        Dit("Marché résilié : l'exigible du jour, ou la part du temps écoulé.", "lecture de la résiliation"),
    ] = LectureResiliation.EXIGIBLE

    def __post_init__(self) -> None:
        """Complète les termes tus et refuse ceux qui manquent. Lève `FaitsIncoherents`, qui dit lequel."""
        for terme in self.termes():
            valeur = getattr(self, terme.nom)
            if valeur is None:
                if terme.est_exige:
                    raise FaitsIncoherents(f"La formule « {self.nom} » demande « {terme.nom} » ({terme.libelle}).")
                object.__setattr__(self, terme.nom, terme.defaut)
            else:
                terme.verifier(valeur)

    @classmethod
    def cle(cls) -> str:
        """Le nom de son fichier : celui qu'un cas et un texte modèle emploient."""
        return cls.__module__.rpartition(".")[2]

    @property
    def a_un_seuil(self) -> bool:
        """Rien n'est dû tant qu'un seuil n'est pas atteint."""
        return False

    @classmethod
    @cache
    def termes(cls) -> tuple[Terme, ...]:
        """Les termes qu'elle demande, dans l'ordre où elle les déclare."""
        declares = ((champ.name, champ.metadata.get("terme")) for champ in fields(cls))
        return tuple(replace(declare, nom=nom) for nom, declare in declares if declare is not None)

    @classmethod
    def depuis(cls, valeurs: Mapping[str, Any], **options: Any) -> Self:
        """La formule, de valeurs rangées par nom de terme ; les autres sont ignorées. Lève `FaitsIncoherents`."""
        siens: dict[str, Any] = {terme.nom: valeurs.get(terme.nom) for terme in cls.termes()}
        return cls(**siens, **options)

    def valeur(self, terme: Terme) -> Any:
        """La valeur de ce terme ; `None` s'il ne joue pas, faute de celui dont il dépend."""
        if terme.selon and not getattr(self, terme.selon):
            return None
        return getattr(self, terme.nom)

    @abstractmethod
    def phrases(self, *, sans_effet: bool) -> list[str]:
        """L'obligation et ses choix de lecture. `sans_effet` : dire aussi les choix qui ne jouent pas."""

    def phrase(self, *, sans_effet: bool = True) -> str:
        """La clause en toutes lettres, pour l'écran et pour la lettre ; une pièce du marché tait ce qui ne joue pas."""
        return self._entiere if sans_effet else apostrophes(" ".join(self.phrases(sans_effet=False)))

    @cached_property
    def _entiere(self) -> str:
        """Le motif de chacun de ses trois chiffres : écrite une fois."""
        return apostrophes(" ".join(self.phrases(sans_effet=True)))

    # --- Les heures ---

    @abstractmethod
    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Ce qui sera dû à la fin, tel qu'on le sait au `jour` (`None` : tous les faits connus)."""

    @abstractmethod
    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Ce que la clause rend dû au `jour`, sans rien prévoir."""

    def acquis(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Ce qui serait dû si l'exécution s'arrêtait ce jour-là : l'exigible, et ce que la fin rend dû."""
        return self.exigible(faits, jour)

    def echeances(self, faits: FaitsEngagement, jour: date | None = None) -> tuple[Echeance, ...]:
        """Ce qu'elle rend dû et quand, tel qu'on le sait au `jour` ; vide si elle ne le sait pas d'avance."""
        return ()

    def desaccords(self, faits: FaitsEngagement) -> tuple[str, ...]:
        """Ce que les dates du contrat contredisent dans ses termes, et quoi faire."""
        return ()

    def attendu(self, faits: FaitsEngagement, total: Decimal, jour: date) -> Courbe:
        """Le point de la courbe prévue. Au fil des jours, à moins que la famille n'ait son propre rythme."""
        return au_fil_des_jours(total, faits.debut, faits.dernier_jour, jour)

    def propres(self, faits: FaitsEngagement, *, a_la_fin: bool) -> Propres:
        """Ce qui revient à chaque attributaire et se lit dans les faits, et comment l'appeler ; sinon, leurs parts."""
        return Propres({}, "parts")

    def decider(
        self,
        reel: Decimal,
        lignes: list[LigneDeCalcul],
        *,
        prevu: Decimal = ZERO,
        possible: Decimal = ZERO,
        references: tuple[Reference, ...] = (CONVENTION_MARCHE, CCP_L2112_2),
    ) -> DecisionHeuresDues:
        """La décision d'une formule simple : sa phrase pour motif, son calcul pour détail."""
        return DecisionHeuresDues(
            valeur=reel + prevu,
            motif=self.phrase(),
            references=references,
            detail=tuple(lignes),
            dont_reel=reel,
            dont_prevu=prevu,
            possible=possible,
        )

    # --- Ce qu'on sait d'avance, et ce qu'en dit une pièce ---

    def volume_d_avance(self, faits: FaitsEngagement) -> Decimal | None:
        """Les heures de tout le marché quand les termes les disent déjà ; sinon `None`."""
        return None

    def obligation(self, faits: FaitsEngagement) -> str:
        """L'obligation telle qu'une pièce l'écrit ; « » s'il y manque un chiffre."""
        return self.phrase(sans_effet=False)

    def annonce(self, faits: FaitsEngagement) -> str:
        """Ce que cela représente en heures sur la durée, quand la clause ne le dit pas elle-même ; sinon « »."""
        return ""

    def volumes_dits(self, faits: FaitsEngagement) -> tuple[VolumeDit, ...]:
        """Les volumes que la pièce doit dire, et que la relecture y cherche."""
        return ()

    def jalons_dits(self) -> tuple[str, ...]:
        """Ses jalons tels qu'une pièce les écrit, et que la relecture les y cherche."""
        return ()

    def exemples(self) -> tuple[tuple[str, Decimal], ...]:
        """(cas, heures dues) : ce que la formule donne sur quelques exemples ; vide si elle n'en appelle pas."""
        return ()

    # --- L'essai du formulaire et le calibrage ---

    def faits_d_essai(self, valeurs: Mapping[str, Any]) -> FaitsEngagement:
        """Les faits de l'exemple, de ce qu'a rempli l'essai."""
        return FaitsEngagement(clause=self)

    def essayer(self, valeurs: Mapping[str, Any]) -> DecisionHeuresDues:
        """L'exemple chiffré."""
        return self.exigible(self.faits_d_essai(valeurs), None)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        """Les termes qui feront devoir le volume visé, et de quoi le montrer. Lève `CalibrageImpossible`."""
        raise FaitsIncoherents(f"La formule « {cls.nom} » ne se calibre pas : écrivez la clause sur le lot du marché.")

    def inconnu(self, faits: FaitsEngagement) -> str:
        """Ce qui manque pour savoir d'avance ce que ces termes feront devoir ; « » si on le sait."""
        return ""

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        """La méthode de calibrage, avec ce qu'on lui a donné, appelle cette formule."""
        return False
