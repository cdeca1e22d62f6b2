"""Ce que les vues remettent aux gabarits : des données prêtes à montrer, sans défaut caché.

Une vue compose une `Page` et la passe sous le nom `page` ; `base.html` en tire le titre, la phrase, le fil,
les onglets et les actions. Rien ici n'interroge la base.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from clauses.fond.socle.valeurs import en_nombre

Ton = Literal["neutre", "accent", "alerte", "attente"]


@dataclass(frozen=True)
class Lien:
    """Une entrée de navigation, de fil ou d'onglet. `compte` s'affiche en petit à côté du libellé."""

    libelle: str
    url: str = ""
    est_active: bool = False
    compte: int | None = None
    icone: str = ""


@dataclass(frozen=True)
class Action:
    """Un bouton nommé par son verbe. `methode="post"` en fait un formulaire avec jeton CSRF.

    `confirmation` : la question posée avant d'envoyer (sans JavaScript, l'acte part aussitôt : un acte
    contractuel ou destructif passe par une page `confirmation`). `touche` : raccourci clavier. `lues` : voir
    `Confirmation`.
    """

    libelle: str
    url: str = ""
    style: Literal["principale", "secondaire", "discrete", "dangereuse"] = "secondaire"
    icone: str = ""
    methode: Literal["get", "post"] = "get"
    confirmation: str = ""
    touche: str = ""
    aide: str = ""
    lues: str = ""

    @property
    def classe(self) -> str:
        """Les classes Bootstrap du style."""
        return {
            "principale": "btn btn-primary",
            "secondaire": "btn btn-outline-primary",
            "discrete": "btn btn-link",
            "dangereuse": "btn btn-outline-danger",
        }[self.style]


@dataclass(frozen=True)
class Page:
    """L'en-tête d'une page : le titre, LA phrase (le chiffre qui compte et à qui de jouer), les moyens."""

    titre: str
    phrase: str = ""
    surtitre: str = ""
    ton: Ton = "neutre"
    fil: Sequence[Lien] = ()
    onglets: Sequence[Lien] = ()
    actions: Sequence[Action] = ()

    @classmethod
    def au_bout(cls, fil: Sequence[Lien], titre: str, **reste: Any) -> "Page":
        """La page d'un geste : son titre finit le fil."""
        return cls(titre=titre, fil=[*fil, Lien(titre)], **reste)


@dataclass(frozen=True)
class Appartenance:
    """Un rôle que la personne peut prendre, tel que le montre le menu de l'en-tête."""

    cle: str
    libelle: str
    est_active: bool = False


@dataclass(frozen=True)
class Entete:
    """Le bandeau du site pour la personne connectée. Contexte `entete`, posé par un processeur de contexte.

    `url_appartenance` reçoit en POST le champ `appartenance` (la clé) et `suite` (la page où revenir).
    `url_recherche` reçoit en GET le champ `q`.
    """

    nom_utilisateur: str = ""
    initiales: str = ""
    nom_structure: str = ""
    logo_structure: str = ""
    role: str = ""
    appartenances: Sequence[Appartenance] = ()
    url_accueil: str = "/"
    url_recherche: str = ""
    url_appartenance: str = ""
    url_compte: str = ""
    url_deconnexion: str = ""
    invitations: int = 0  # les rôles proposés à la personne, qui attendent sa réponse
    url_invitations: str = ""
    invite_recherche: str = "Rechercher un marché, une personne, une entreprise…"


@dataclass(frozen=True)
class Chiffre:
    """Une carte de chiffre. `valeur` est déjà en français (« 1 240 ») ; l'unité suit, plus petite."""

    titre: str
    valeur: str
    unite: str = ""
    precision: str = ""
    url: str = ""
    url_pourquoi: str = ""
    ton: Ton = "neutre"
    aide: str = ""


@dataclass(frozen=True)
class Changement:
    """Un champ qui a changé, avant et après, en mots."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Etape:
    """Un point d'une frise : journal d'une fiche, vie d'un marché, parcours d'une personne."""

    quand: date | datetime
    titre: str
    detail: str = ""
    auteur: str = ""
    icone: str = "circle-fill"
    ton: Ton = "neutre"
    url: str = ""
    changements: Sequence[Changement] = ()
    est_a_venir: bool = False


@dataclass(frozen=True)
class Progression:
    """Un travail en cours : fait sur total, dans l'unité nommée (« lignes »)."""

    fait: int
    total: int
    unite: str = "lignes"
    libelle: str = ""
    url_suivi: str = ""

    @property
    def part(self) -> int:
        """Pourcentage entier, 0 quand le total n'est pas encore connu."""
        return round(100 * self.fait / self.total) if self.total else 0

    @property
    def compte(self) -> str:
        if not self.total:
            return "en file d’attente"
        return f"{en_nombre(self.fait)} sur {en_nombre(self.total)} {self.unite}"

    @property
    def url_a_relire(self) -> str:
        """Où la page relit le compte, tant que le travail n'est pas fini."""
        return "" if self.est_finie else self.url_suivi

    @property
    def est_finie(self) -> bool:
        return self.total > 0 and self.fait >= self.total


@dataclass(frozen=True)
class Vide:
    """Une liste vide dit pourquoi elle l'est et propose le premier acte."""

    titre: str
    explication: str = ""
    action: Action | None = None
    icone: str = "table"
    autre: Action | None = None  # l'autre façon de faire, que l'explication nomme


@dataclass(frozen=True)
class Definition:
    """Un couple nom et valeur d'une fiche. `valeur` vide s'écrit « non renseigné »."""

    nom: str
    valeur: Any = ""
    url: str = ""
    aide: str = ""


@dataclass(frozen=True)
class GroupeDeFiltres:
    """La barre de filtres : le formulaire (GET) et ce qui est déjà filtré, chaque lien en retirant un."""

    formulaire: Any
    actifs: Sequence[Lien] = ()
    url_effacer: str = ""
    resultat: str = ""

    @property
    def refus(self) -> list[str]:
        """Les filtres qui ne se lisent pas (« 99/2026 ») : ils ne s'appliquent pas, et le disent."""
        return [
            f"{champ.label}\u00a0: {texte} Ce filtre est laissé de côté."
            for champ in self.formulaire
            for texte in champ.errors
        ]


@dataclass(frozen=True)
class Confirmation:
    """Un acte qui engage : ce qui va se passer, pour qui, et la raison demandée.

    `consequences` : une phrase par effet. `avec_motif` : une raison est demandée. `erreur` : pourquoi l'acte vient
    d'être refusé, `motif` : ce qui avait été écrit, à ne pas perdre. `lues` : les lignes que l'acte remplace, telles
    que la page les montre (`concurrence.versions_de`) ; la page les renvoie.
    """

    question: str
    verbe: str
    consequences: Sequence[str] = ()
    url_retour: str = ""
    avec_motif: bool = True
    libelle_motif: str = "Pourquoi\u202f?"
    aide_motif: str = ""
    motif: str = ""
    erreur: str = ""
    est_dangereuse: bool = False
    lues: str = ""


@dataclass(frozen=True)
class Doublons:
    """Ce qui ressemble à ce que l'on ajoute : à ouvrir, ou à écarter en cochant `case`. `lignes` : (lien, détail)."""

    titre: str
    invite: str
    case: str
    lignes: Sequence[tuple[Lien, str]] = ()


@dataclass(frozen=True)
class BarreActions:
    """La barre du bas d'un tableau à cases : « Valider les 6 lignes » suit le nombre de cases cochées.

    `nom_lot` : les boutons envoient `acte=<valeur>` au formulaire d'identifiant `formulaire`.
    """

    formulaire: str
    actes: Sequence["Acte"]
    nom: str = "acte"


@dataclass(frozen=True)
class Acte:
    """Un acte groupé. `pluriel` contient {n} : « Valider les {n} lignes »."""

    valeur: str
    singulier: str
    pluriel: str
    principal: bool = False
    touche: str = ""


@dataclass(frozen=True)
class PartDeCalcul:
    """Une ligne de calcul libre, quand il n'y a pas de `Decision` : nom, calcul en clair, résultat écrit."""

    libelle: str
    resultat: str
    calcul: str = ""
    est_total: bool = False


@dataclass(frozen=True)
class Calcul:
    """« Pourquoi ce chiffre ? » : la réponse, ses lignes et ses sources. `depuis` une Decision des règles."""

    chiffre: str
    motif: str
    lignes: Sequence[PartDeCalcul] = ()
    avertissements: Sequence[str] = ()
    references: Sequence[Any] = field(default_factory=tuple)


Nombre = Decimal | int | float
