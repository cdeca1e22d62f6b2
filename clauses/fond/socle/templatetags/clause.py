"""Les balises et filtres du site. `{% load clause %}` en tête de gabarit.

Ce qui se répète dans les lignes d'un tableau (jauge, état, icône) est écrit en Python : un `{% include %}`
par ligne coûterait dix fois plus. Le reste rend un gabarit de `socle/composants/`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page as PageDeListe
from django.db.models import Choices
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clauses.fond.socle import valeurs
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.calcul import en_calcul
from clauses.fond.socle.carte import Carte
from clauses.fond.socle.colonnes import en_jour
from clauses.fond.socle.composants import (
    Action,
    BarreActions,
    Chiffre,
    Confirmation,
    Definition,
    Etape,
    GroupeDeFiltres,
    Lien,
    Page,
    Progression,
    Ton,
    Vide,
)
from clauses.fond.socle.etats import apparence
from clauses.fond.socle.imports.rapport import A_CONFIRMER, FUSIONNE, BilanImport
from clauses.fond.socle.jauge import jauge_html
from clauses.fond.socle.selection import dessiner
from clauses.fond.socle.tableau import Tableau
from regles.typographie import accorder, majuscule, minuscule, typographie

register = template.Library()
DOSSIER = "socle/composants"

ISSUES = {
    "cree": ("créée", "créées", "accent", "plus-lg"),
    "modifie": ("mise à jour", "mises à jour", "accent", "pencil"),
    "inchange": ("inchangée", "inchangées", "neutre", "check-lg"),
    "fusionne": ("fusionnée", "fusionnées", "neutre", "check-lg"),
    "refuse": ("refusée", "refusées", "alerte", "x-circle"),
    "a_confirmer": ("à confirmer", "à confirmer", "attente", "question-circle"),
}

# --- Filtres : écrire une valeur en français ; None s'écrit « — ». ---

register.filter("heures", valeurs.en_heures)
register.filter("euros", valeurs.en_euros)
register.filter("pourcent", valeurs.en_pourcent)
register.filter("nombre", valeurs.en_nombre)
register.filter("date_fr", valeurs.en_date)
register.filter("mois", valeurs.en_mois)
register.filter("siret", valeurs.en_siret)
register.filter("fiche", fiche_de)  # l'adresse où se lit un objet
register.filter("minuscule", minuscule)  # au fil d'une phrase : « convention ANRU »


@register.filter(is_safe=True)
def typo(texte: object) -> str:
    """Le texte avec les espaces insécables du français, quel que soit celui qui l'a écrit."""
    return typographie(str(texte))


@register.filter("accorder")
def accorder_en_mots(quantite: int, mots: str) -> str:
    """`{{ n|accorder:"remarque ouverte,remarques ouvertes" }}` ; un pluriel en « s » peut se taire."""
    return accorder(quantite, *mots.split(","))


@register.filter
def date_longue(valeur: date | datetime | None) -> str:
    """« 12 octobre 2021 » ; d'un instant, le jour de Paris."""
    return valeurs.en_date_longue(None if valeur is None else en_jour(valeur))


@register.filter
def quand(valeur: date | datetime | None) -> str:
    """« 24 novembre 2026 à 10 h 42 » pour un instant, le jour seul pour une date."""
    if not isinstance(valeur, datetime):
        return date_longue(valeur)
    local = timezone.localtime(valeur) if timezone.is_aware(valeur) else valeur
    return f"{date_longue(valeur)} à {local.hour}\u202fh\u202f{local.minute:02}"


# --- Balises écrites en Python, pour les lignes des tableaux. ---


@lru_cache(maxsize=256)
def _icone(nom: str, titre: str) -> SafeString:
    adresse = f"{static('socle/icones.svg')}#{nom}"
    if not titre:
        return format_html('<svg class="icone" aria-hidden="true" focusable="false"><use href="{}"/></svg>', adresse)
    return format_html('<svg class="icone" role="img" aria-label="{}"><use href="{}"/></svg>', titre, adresse)


@register.simple_tag
def icone(nom: str, titre: str = "") -> SafeString:
    """Une icône du lot `icones.svg`. Sans titre, elle est décorative et tue aux lecteurs d'écran."""
    return _icone(nom, titre)


@register.simple_tag
def jauge(fait: Any, du: Any, attendu: Any = None, unite: str = "h", detail: bool = False) -> SafeString:
    """`{% jauge fait du attendu %}` : barre, repère de l'attendu, pourcentage jamais plafonné."""
    return jauge_html(fait, du, attendu, unite=unite, detail=detail)


@register.simple_tag
def pastille(mot: str, ton: Ton = "neutre", nom_icone: str = "", aide: str = "") -> SafeString:
    """Un mot, une couleur, une icône : `{% pastille "12 j" "alerte" "clock" %}`."""
    return _pastille(str(mot), ton, nom_icone, aide)


@lru_cache(maxsize=1024)
def _pastille(mot: str, ton: str, nom_icone: str, aide: str) -> SafeString:
    """Une liste répète les mêmes pastilles : chacune n'est écrite qu'une fois."""
    dessin = _icone(nom_icone, "") if nom_icone else ""
    titre = format_html(' title="{}"', aide) if aide else ""
    return format_html('<span class="pastille pastille-{}"{}>{}{}</span>', ton, titre, dessin, mot)


@register.simple_tag
def etat(valeur: Any, libelle: str = "") -> SafeString:
    """`{% etat objet.etat %}`, ou `{% etat objet.etat objet.get_etat_display %}` pour le mot du métier."""
    vue = apparence(str(getattr(valeur, "value", valeur)))
    mot = libelle or (str(valeur.label) if isinstance(valeur, Choices) else vue.mot)
    return pastille(mot, vue.ton, vue.icone)


@register.simple_tag
def attributs(**paires: Any) -> SafeString:
    """Des attributs HTML, sans ceux qui sont vides ou faux : `{% attributs hidden=x data_touche="v" %}`."""
    gardees = ((nom.replace("_", "-"), valeur) for nom, valeur in paires.items() if valeur not in ("", None, False))
    return format_html_join("", ' {}="{}"', ((nom, "" if valeur is True else valeur) for nom, valeur in gardees))


# --- Balises qui rendent un gabarit de composants/. ---


@register.inclusion_tag(f"{DOSSIER}/entete_page.html", takes_context=True)
def entete_page(context: RequestContext, page: Page) -> dict[str, Any]:
    """Fil, surtitre, titre, LA phrase, actions, onglets. `base.html` l'appelle : les pages n'ont pas à le faire."""
    return {"page": page, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag(f"{DOSSIER}/fil.html")
def fil(liens: Sequence[Lien]) -> dict[str, Any]:
    return {"liens": liens}


@register.inclusion_tag(f"{DOSSIER}/onglets.html")
def onglets(liens: Sequence[Lien], nom: str = "Rubriques") -> dict[str, Any]:
    return {"liens": liens, "nom": nom}


@register.inclusion_tag(f"{DOSSIER}/action.html", takes_context=True)
def action(context: RequestContext, acte: Action, petite: bool = False) -> dict[str, Any]:
    return {
        "acte": acte,
        "classe": f"{acte.classe} btn-sm" if petite else acte.classe,
        "dessin": _icone(acte.icone, "") if acte.icone else "",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag(f"{DOSSIER}/chiffres.html")
def chiffres(cartes: Sequence[Chiffre]) -> dict[str, Any]:
    """Une rangée de cartes de chiffres."""
    return {"cartes": cartes}


@register.inclusion_tag(f"{DOSSIER}/calcul.html")
def calcul(decision: Any, ouvert: bool = True) -> dict[str, Any]:
    """« Pourquoi ce chiffre ? » à partir d'une `Decision` des règles ou d'un `Calcul`."""
    return {"calcul": en_calcul(decision), "ouvert": ouvert}


@register.inclusion_tag(f"{DOSSIER}/definitions.html")
def definitions(lignes: Sequence[Definition]) -> dict[str, Any]:
    return {"lignes": lignes}


@register.inclusion_tag(f"{DOSSIER}/frise.html")
def frise(etapes: Sequence[Etape], nom: str = "Historique") -> dict[str, Any]:
    return {"etapes": etapes, "nom": nom}


@register.inclusion_tag(f"{DOSSIER}/vide.html", takes_context=True)
def vide(context: RequestContext, bloc: Vide) -> dict[str, Any]:
    return {"bloc": bloc, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag(f"{DOSSIER}/formulaire.html")
def formulaire(form: Any) -> dict[str, Any]:
    """Les champs (par blocs si le formulaire en déclare) et le résumé des erreurs. Ni `<form>` ni bouton."""
    return {"form": form, "blocs": getattr(form, "groupes", None)}


@register.inclusion_tag(f"{DOSSIER}/erreurs.html")
def erreurs(form: Any) -> dict[str, Any]:
    """Le résumé des erreurs, chaque ligne menant à son champ."""
    en_faute = [champ for champ in form if champ.errors] if form.errors else []
    # Un groupe de boutons n'a pas d'identifiant : le lien mène au premier.
    return {"form": form, "champs": [(champ, champ.id_for_label or f"{champ.auto_id}_0") for champ in en_faute]}


@register.inclusion_tag(f"{DOSSIER}/filtres.html")
def filtres(groupe: GroupeDeFiltres) -> dict[str, Any]:
    return {"groupe": groupe, "champs": [(champ, dessiner(champ)) for champ in groupe.formulaire.visible_fields()]}


@register.inclusion_tag(f"{DOSSIER}/tableau.html")
def tableau(donnees: Tableau) -> dict[str, Any]:
    return {"tableau": donnees}


@register.inclusion_tag(f"{DOSSIER}/barre_actions.html")
def barre_actions(barre: BarreActions) -> dict[str, Any]:
    return {"barre": barre}


@register.inclusion_tag(f"{DOSSIER}/confirmation.html", takes_context=True)
def confirmation(context: RequestContext, demande: Confirmation) -> dict[str, Any]:
    return {"demande": demande, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag(f"{DOSSIER}/progression.html")
def progression(travail: Progression) -> dict[str, Any]:
    return {"travail": travail}


@register.inclusion_tag(f"{DOSSIER}/depot.html")
def depot(nom: str, libelle: str, aide: str = "", accepte: str = ".xlsx,.csv", erreur: str = "") -> dict[str, Any]:
    """Le dépôt de fichier, dans un `<form enctype="multipart/form-data">` de la page."""
    return {"nom": nom, "libelle": libelle, "aide": aide, "accepte": accepte, "erreur": erreur}


@register.inclusion_tag(f"{DOSSIER}/verdict.html", takes_context=True)
def verdict(context: RequestContext, bilan: BilanImport) -> dict[str, Any]:
    totaux = [
        {"nombre": nombre, "libelle": une if nombre < 2 else des, "ton": ton, "icone": dessin}
        for cle, (une, des, ton, dessin) in ISSUES.items()
        for nombre in [bilan.totaux.get(cle, 0)]
        if nombre or cle not in (FUSIONNE, A_CONFIRMER)  # des sorts que la plupart des fichiers ne connaissent pas
    ]
    lignes = [(v, majuscule(ISSUES[v.issue][0]), *ISSUES[v.issue][2:]) for v in bilan.verdicts]
    return {"request": context.get("request"), "bilan": bilan, "totaux": totaux, "lignes": lignes}


@register.inclusion_tag(f"{DOSSIER}/pagination.html", takes_context=True)
def pagination(context: RequestContext, liste: PageDeListe, parametre: str = "page") -> dict[str, Any]:
    """La pagination garde les filtres de l'adresse. `liste` : la page rendue par un Paginator."""
    requete = context["request"].GET.copy()

    def adresse(numero: int) -> str:
        requete[parametre] = str(numero)
        return f"?{requete.urlencode()}"

    plage = liste.paginator.get_elided_page_range(liste.number, on_each_side=2, on_ends=1)
    pages = [{"texte": n, "url": adresse(n) if isinstance(n, int) else "", "active": n == liste.number} for n in plage]
    return {
        "liste": liste,
        "pages": pages,
        "precedente": adresse(liste.number - 1) if liste.has_previous() else "",
        "suivante": adresse(liste.number + 1) if liste.has_next() else "",
    }


@register.inclusion_tag(f"{DOSSIER}/avis.html")
def avis(messages: Any) -> dict[str, Any]:
    """Les messages de Django, lus par les lecteurs d'écran."""
    return {"messages": messages}


@register.inclusion_tag(f"{DOSSIER}/carte.html")
def carte(carte: Carte) -> dict[str, Any]:
    """Une carte ; ses tuiles et leur crédit viennent des réglages, elle s'en passe s'il n'y en a pas."""
    return {"carte": carte, "donnees": carte.en_json(tuiles=settings.CARTE_TUILES, credit=settings.CARTE_CREDIT)}


@register.inclusion_tag(f"{DOSSIER}/graphique.html")
def graphique(dessin: Any) -> dict[str, Any]:
    """Un graphique (`clauses.fond.socle.graphiques.Dessin`), son titre, sa légende et son tableau."""
    return {"dessin": dessin}
