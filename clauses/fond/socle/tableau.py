"""Le tableau à l'écran, à partir des mêmes colonnes que les exports. Le corps est écrit en Python : c'est
dix fois plus rapide que des boucles de gabarit sur cinquante lignes."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clauses.fond.socle.colonnes import Colonne, a_l_ecran, ecrire


@dataclass(frozen=True)
class Tri:
    """L'en-tête cliquable d'une colonne : où mène le clic, et le sens déjà appliqué."""

    url: str
    sens: str = ""  # « ascending », « descending » ou rien


@dataclass(frozen=True)
class Tableau:
    """Un tableau prêt à montrer.

    `legende` nomme le tableau (obligatoire : les lecteurs d'écran l'annoncent). `url` : la fiche d'une ligne,
    liée à la première colonne. `case` : la valeur de la case à cocher d'une ligne, envoyée sous le nom
    `nom_case` au formulaire `formulaire`. `total` : une ligne de pied, aux mêmes clés. `classe` d'une ligne :
    « ligne-alerte » pour ce qui est en retard. `avec_personnelles` : qui regarde a le droit de voir les personnes.
    """

    colonnes: Sequence[Colonne]
    lignes: Sequence[Any]
    legende: str
    url: Callable[[Any], str] | None = None
    tris: Mapping[str, Tri] = field(default_factory=dict)
    case: Callable[[Any], Any] | None = None
    nom_case: str = "lignes"
    formulaire: str = ""
    classe: Callable[[Any], str] | None = None
    total: Mapping[str, Any] | None = None
    legende_visible: bool = False
    avec_personnelles: bool = False

    def __post_init__(self) -> None:
        montrees = a_l_ecran(self.colonnes, avec_personnelles=self.avec_personnelles)
        object.__setattr__(self, "colonnes", montrees)

    @property
    def a_des_cases(self) -> bool:
        """`case` est une fonction : un gabarit l'appellerait au lieu de la tester."""
        return self.case is not None

    @property
    def entetes(self) -> SafeString:
        """Les cases `<th>` de l'en-tête."""
        return format_html_join("", "{}", ((_entete(c, self.tris.get(c.cle)),) for c in self.colonnes))

    @property
    def corps(self) -> SafeString:
        """Les lignes `<tr>` du tableau."""
        cadres = [_cadre(rang, c) for rang, c in enumerate(self.colonnes)]
        return mark_safe("".join(self._ligne(ligne, cadres) for ligne in self.lignes))

    @property
    def pied(self) -> SafeString:
        if self.total is None:
            return mark_safe("")
        debut = '<td class="case"></td>' if self.case else ""
        cases = []
        for rang, c in enumerate(self.colonnes):
            valeur = self.total.get(c.cle, "")  # un mot (« Total ») s'écrit tel quel, quel que soit le genre
            texte = valeur if isinstance(valeur, str) else ecrire(valeur, c.genre)
            debut_de_case, fin = _cadre(rang, c)
            cases.append(f"{debut_de_case}{conditional_escape(texte)}{fin}")
        return mark_safe(f"<tr>{debut}{''.join(cases)}</tr>")

    def _ligne(self, ligne: Any, cadres: Sequence[tuple[str, str]]) -> str:
        classe = self.classe(ligne) if self.classe else ""
        cases = [self._case(ligne)] if self.case else []
        for colonne, (debut, fin) in zip(self.colonnes, cadres, strict=True):
            contenu = echapper(colonne.montrer(ligne) if colonne.montrer else colonne.texte(ligne))
            if self.url and colonne is self.colonnes[0]:
                contenu = f'<a href="{echapper(self.url(ligne))}">{contenu}</a>'
            cases.append(f"{debut}{contenu}{fin}")
        attribut = format_html(' class="{}"', classe) if classe else ""
        return f"<tr data-ligne{attribut}>{''.join(cases)}</tr>"

    def _case(self, ligne: Any) -> str:
        assert self.case is not None
        return format_html(
            '<td class="case"><input type="checkbox" class="form-check-input" '
            'name="{}" value="{}"{} aria-label="{}"></td>',
            self.nom_case,
            self.case(ligne),
            format_html(' form="{}"', self.formulaire) if self.formulaire else "",
            f"Choisir {self.colonnes[0].texte(ligne)}",
        )


def echapper(texte: str) -> str:
    """Un texte sûr tel quel, un autre échappé : `conditional_escape` de Django, sans ses détours pour ce qui se
    traduit. Une page l'appelle mille fois."""
    return texte if isinstance(texte, SafeString) else html.escape(str(texte))


def _entete(colonne: Colonne, tri: Tri | None) -> SafeString:
    """Le titre, son aide et son unité ; cliquable s'il trie, disant alors dans quel sens."""
    titre = format_html('<abbr title="{}">{}</abbr>', colonne.aide, colonne.titre) if colonne.aide else colonne.titre
    unite = format_html(' <span class="unite">{}</span>', colonne.unite) if colonne.unite else ""
    classe = mark_safe(' class="nombre"') if colonne.est_numerique else ""
    sens = format_html(' aria-sort="{}"', tri.sens) if tri and tri.sens else ""
    dit = format_html('<a href="{}">{}{}</a>', tri.url, titre, unite) if tri else format_html("{}{}", titre, unite)
    return format_html('<th scope="col"{}{}>{}</th>', classe, sens, dit)


def _cadre(rang: int, colonne: Colonne) -> tuple[str, str]:
    """Les balises d'une case : la première nomme la ligne."""
    balise = 'th scope="row"' if rang == 0 else "td"
    return f"<{balise}{_classe(colonne)}>", f"</{balise[:2]}>"


def _classe(colonne: Colonne) -> str:
    return ' class="nombre"' if colonne.est_numerique else ' class="insecable"' if colonne.genre in _COURTS else ""


_COURTS = frozenset({"date", "mois", "siret"})
