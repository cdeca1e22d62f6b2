"""Toutes les adresses du site, avec des objets de la démonstration : rien à ajouter quand un écran naît.

Un écran dit son modèle par `@ecran(objet=…)` ; l'objet est le premier que le rôle voit, ou celui que `CHOIX`
préfère. Une adresse qui ne se devine pas et qu'aucune table ne dit fait échouer `test_pages`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clauses.fond.comptes.models import Appartenance
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.portes.demo.distribution import COMPTES
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Operation

# Ni page ni formulaire : un acte (POST seul), un fichier, un fragment, un renvoi.
SANS_PAGE = {
    "circuit:accord_retirer",  # un accord existe, ou non, selon les parcours passés avant ; le circuit a ses tests
    "annuaire:ajouter", "sourcing:envoyer", "sourcing:noter_envoyee", "sourcing:piece", "sourcing:relancer",
    "sourcing:sans_reponse", "sourcing:solliciter",
    "bilans:operation_pdf", "bilans:operation_xlsx", "calibrage:retenir",
    "calibrage:retenir_tout", "comptes:agir_comme",
    "comptes:remettre_lien", "declarations:acte_lignes", "declarations:exporter", "declarations:import_appliquer",
    "declarations:import_suivi", "declarations:import_verdicts", "declarations:ouvrir", "declarations:refuser",
    "declarations:valider", "declarations:valider_lignes", "declarations:valider_tout", "marches:depenses_modele",
    "marches:import_appliquer", "opportunite:document", "opportunite:document_etude", "opportunite:registre_csv",
    "opportunite:registre_xlsx", "opportunite:suivre_le_conseil",
    "projets:prendre", "redaction:archive", "redaction:engendrer", "redaction:preparer", "redaction:telecharger",
    "redaction:tout_engendrer", "relecture:exporter_docx",
    "relecture:exporter_xlsx", "relecture:relire", "relecture:suivi", "relecture:telecharger", "relecture:traiter",
    "structures:export_csv", "structures:export_xlsx", "structures:logo",
    "structures:retablir",
}  # fmt: skip
# La démonstration n'a ni clause en part des heures travaillées, ni valeur propre dans la table des métiers, ni
# dossier à clore.
SANS_OBJET = {
    "marches:heures_totales_annuler", "calibrage:reference_annuler", "circuit:clore",
}  # fmt: skip
# Le dossier de la démonstration est chez l'acheteur : un autre que lui est renvoyé au dossier.
HORS_TOUR = {
    ("circuit:transmettre", "facilitatrice"), ("circuit:transmettre", "juriste"), ("circuit:refuser", "juriste"),
    ("circuit:transmettre", "responsable"), ("circuit:clore", "facilitatrice"), ("circuit:clore", "responsable"),
}  # fmt: skip

# Les morceaux d'adresse qui ne sont pas une clé : (écran, nom) → valeurs à visiter.
MORCEAUX = {
    ("bilans:pourquoi", "chiffre"): ("engagement", "exigible", "attendu"),
    ("marches:evenement_noter", "nature"): ("avenant", "resiliation"),
    ("redaction:modele", "code"): ("ccap.heures",),
    ("redaction:modele_revenir", "code"): ("ccap.heures",),
    ("opportunite:note", "code"): ("obligation-sociale", "ouvertures"),
}
# Les écrans sans @ecran(objet=…) qui prennent une clé.
MODELES: dict[str, type[Model]] = {
    "declarations:exporter": Operation,
    "declarations:operation": Operation,
    "marches:operation_journal": Operation,
}
EN_CIRCUIT = Q(dossiers__isnull=False)
# L'objet le plus parlant pour cet écran.
CHOIX: dict[str, Q] = {
    "circuit:accord": EN_CIRCUIT,
    "circuit:clore": EN_CIRCUIT,
    "circuit:dossier": EN_CIRCUIT,
    "circuit:refuser": EN_CIRCUIT,
    "circuit:reprendre": EN_CIRCUIT,
    "circuit:transmettre": EN_CIRCUIT,
    "declarations:corriger": Q(etat=DeclarationMensuelle.Etat.SOUMISE),
    "declarations:fiche": Q(etat=DeclarationMensuelle.Etat.SOUMISE),
    "declarations:ligne": Q(etat=LigneHeures.Etat.VALIDEE),
    "declarations:neant": Q(etat=DeclarationMensuelle.Etat.ATTENDUE),
    "declarations:rouvrir": Q(etat=DeclarationMensuelle.Etat.VALIDEE),
    "declarations:saisir": Q(etat=DeclarationMensuelle.Etat.ATTENDUE),
    "marches:attribution_annuler": Q(role="sous_traitant"),
    "marches:attribution_modifier": Q(role="sous_traitant"),
    "marches:depenses": Q(marche__reference="2025-SRV-031"),
    "fiches:lot": Q(marche__reference="2025-SRV-031"),
    "marches:lot_pourquoi": Q(marche__reference="2025-SRV-031"),
    "redaction:choisir": Q(nature="ccap"),
    "redaction:piece": Q(nature="ccap"),
    "participants:prononcer_eligibilite": Q(prenom="Leïla"),
}
PREFERES = Q(nom__startswith="Réhabilitation")


@dataclass(frozen=True)
class Adresse:
    """Une page à visiter. `nom` : son écran, et de quoi nommer son image."""

    ecran: str
    chemin: str

    @property
    def image(self) -> str:
        return self.ecran.replace(":", "-")


def ecrans() -> Iterator[tuple[str, URLPattern]]:
    """(espace:nom, motif) de toutes les adresses nommées."""
    yield from _deplier(get_resolver().url_patterns, "")


def _deplier(motifs: list[Any], espace: str) -> Iterator[tuple[str, URLPattern]]:
    for motif in motifs:
        if isinstance(motif, URLResolver):
            yield from _deplier(motif.url_patterns, motif.namespace or espace)
        else:
            yield f"{espace}:{motif.name}", motif


def acteur(qui: str) -> Acteur:
    """L'acteur d'un compte de la démonstration."""
    comptes = Appartenance.objects.select_related("utilisateur", "porteuse", "structure", "departement")
    return comptes.get(utilisateur__courriel=COMPTES[qui][-1]).en_acteur()


def a_visiter(qui: str) -> list[Adresse]:
    """Les pages que la matrice ouvre à ce compte, une par écran, avec un objet qu'il voit."""
    par, trouvees = acteur(qui), []
    for nom, motif in ecrans():
        vue = motif.callback
        if nom in SANS_PAGE or (nom, qui) in HORS_TOUR or vue.ecran_droit == "public" or not peut(par, vue.ecran_droit):
            continue
        trouvees += [Adresse(nom, chemin) for chemin in _chemins(nom, motif, vue, par)]
    return trouvees


def _chemins(nom: str, motif: URLPattern, vue: Callable, par: Acteur) -> list[str]:
    attendus = set(motif.pattern.converters)
    fixes: dict[str, Any] = {}
    if "pk" in attendus:
        objet = objet_de(nom, vue, par)
        if objet is None:
            return []
        fixes["pk"] = objet.pk
    libres = attendus - {"pk"}
    if not libres:
        return [reverse(nom, kwargs=fixes)]
    (libre,) = libres
    return [reverse(nom, kwargs={**fixes, libre: valeur}) for valeur in MORCEAUX[nom, libre]]


def objet_de(nom: str, vue: Callable, par: Acteur) -> Model | None:
    """L'objet préféré de cet écran parmi ceux que l'acteur voit ; à défaut, le premier ; à défaut, aucun."""
    modele = vue.ecran_objet or MODELES[nom]
    visibles: QuerySet = modele._default_manager.visibles_par(par).order_by("cree_le", "pk")
    if hasattr(visibles, "actifs"):
        visibles = visibles.actifs()
    prefere = CHOIX.get(nom, PREFERES if modele is Operation else Q())
    candidats = [objet for objet in (visibles.filter(prefere).first(), visibles.first()) if objet is not None]
    ouverts = (objet for objet in candidats if peut(par, vue.ecran_droit, objet))
    return next(ouverts, None)
