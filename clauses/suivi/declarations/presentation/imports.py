"""Ce que les écrans de l'import montrent : la liste des fichiers, le rapport d'un fichier, son avancement."""

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Lien, Page, Progression
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, MODIFIE, REFUSE, Issue, Rapport
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, pastille
from clauses.fond.socle.valeurs import en_nombre
from clauses.suivi.declarations.imports.questions import a_dire
from clauses.suivi.declarations.imports.service import est_sans_nouvelles
from clauses.suivi.declarations.models import ImportHeures
from regles.typographie import accorder, typographie

Etat = ImportHeures.Etat


_EN_PHRASE: dict[Issue, tuple[str, str]] = {
    CREE: ("ligne créée", "lignes créées"),
    MODIFIE: ("ligne mise à jour", "lignes mises à jour"),
    INCHANGE: ("ligne inchangée", "lignes inchangées"),
    REFUSE: ("ligne refusée", "lignes refusées"),
}
TRANSMIS = "chaque mois où personne ne manque sera alors transmis, au nom de son entreprise."


def etat_de(depose: ImportHeures) -> str:
    if est_sans_nouvelles(depose):
        return pastille("Coupé", "alerte", "exclamation-triangle-fill")
    if depose.est_en_cours:
        return pastille("En cours", "attente", "hourglass-split")
    if depose.etat == Etat.VERIFIE:
        return pastille("Vérifié, pas appliqué", "attente", "hourglass-split")
    return etat("validee" if depose.etat == Etat.APPLIQUE else "refusee", depose.get_etat_display())


COLONNES_DES_IMPORTS: Sequence[Colonne] = (
    Colonne("nom_fichier", "Fichier", largeur=34),
    Colonne("etat", "État", "etat", lire=lambda i: i.get_etat_display(), montrer=etat_de),
    Colonne("lignes_lues", "Lignes", "entier"),
    Colonne("cree_le", "Le", "date"),
    Colonne("depose_par", "Déposé par"),
    Colonne("modele", "Contenu", lire=lambda i: i.get_modele_display()),
)


def fil() -> list[Lien]:
    return [Lien("Déclarations", reverse("declarations:liste")), Lien("Imports", reverse("declarations:imports"))]


def actes(acteur: Acteur) -> list[Action]:
    """Déposer, et prendre notre classeur : pour qui en a le droit."""
    if not peut(acteur, "importheures.deposer"):
        return []
    return [
        Action("Déposer un classeur", reverse("declarations:importer"), style="principale", icone="upload"),
        Action("Prendre le classeur du mois", reverse("declarations:modele_heures"), icone="download"),
    ]


def acces(acteur: Acteur) -> list[Action]:
    """Depuis la page des déclarations : vers les imports."""
    if not peut(acteur, "importheures.voir"):
        return []
    return [Action("Importer des heures", reverse("declarations:imports"), icone="upload")]


def page_de_liste(acteur: Acteur, combien: int) -> Page:
    phrase = f"{accorder(combien, 'fichier déposé', 'fichiers déposés')}." if combien else ""
    return Page("Imports d'heures", phrase, fil=fil()[:1], actions=actes(acteur))


def tableau_des_imports(imports: list[ImportHeures]) -> Tableau:
    return Tableau(
        COLONNES_DES_IMPORTS,
        imports,
        legende="Fichiers déposés",
        url=lambda i: reverse("declarations:import_fiche", args=[i.pk]),
    )


def rapport_de(depose: ImportHeures) -> Rapport:
    return Rapport.depuis_json(depose.nom_fichier, depose.modele, depose.rapport)


def page_de_fiche(depose: ImportHeures, rapport: Rapport, acteur: Acteur) -> Page:
    depose_aussi = peut(acteur, "importheures.deposer")
    verbe = verbe_d_application(depose, rapport) if depose_aussi else ""
    adresse = reverse("declarations:import_appliquer", args=[depose.pk])
    actions = [Action(verbe, adresse, style="principale", methode="post", touche="V")] if verbe else []
    questions = len(a_dire(rapport))
    if depose_aussi and questions and depose.etat == Etat.VERIFIE and not depose.est_en_cours:
        lignes = accorder(questions, "ligne à confirmer", "lignes à confirmer")
        adresse = reverse("declarations:import_repondre", args=[depose.pk])
        actions.append(Action(f"Répondre ({lignes})", adresse, icone="question-circle"))
    if depose_aussi and (rapport.a_des_refus or depose.etat == Etat.REFUSE):
        actions.append(Action("Déposer le fichier corrigé", reverse("declarations:importer"), icone="upload"))
    return Page(
        depose.nom_fichier,
        typographie(
            " ".join(filter(None, (_phrase(depose, rapport.totaux), _ouvre(depose, rapport))))
            + _attendent(questions, depose)
        ),
        surtitre=depose.get_modele_display(),
        ton="alerte" if depose.etat == Etat.REFUSE or est_sans_nouvelles(depose) else "neutre",
        fil=fil(),
        actions=actions,
    )


def _ouvre(depose: ImportHeures, rapport: Rapport) -> str:
    """Ce que le fichier ajoute ; rien tant qu'un travail court, ou si le fichier est refusé."""
    if depose.est_en_cours or depose.etat == Etat.REFUSE:
        return ""
    return rapport.ce_qui_s_ouvre(est_applique=depose.etat == Etat.APPLIQUE)


def _attendent(questions: int, depose: ImportHeures) -> str:
    """Ce qu'il manque encore : des lignes dont quelqu'un doit dire si elles redisent un contrat, ou une personne."""
    if not questions:
        return ""
    attendent = accorder(questions, "ligne à confirmer attend", "lignes à confirmer attendent")
    ou = " Déposez-le de nouveau pour y répondre." if depose.etat == Etat.APPLIQUE else ""
    return f" {attendent} une réponse : rien n'en est compté d'ici là.{ou}"


def page_des_reponses(depose: ImportHeures, lignes: int, questions: int) -> Page:
    """`questions` : ce qu'on demande ; une même structure se demande une fois pour toutes ses `lignes`."""
    lien = Lien(depose.nom_fichier, reverse("declarations:import_fiche", args=[depose.pk]))
    phrase = "Le même (contrat, personne ou structure) est mis à jour d'après le fichier ; un autre s'ajoute en plus."
    titre = accorder(lignes, "ligne à confirmer", "lignes à confirmer") if questions else "Rien à confirmer"
    if questions != lignes:
        titre += f", {accorder(questions, 'question')}"
    return Page(titre, typographie(phrase), surtitre=depose.get_modele_display(), fil=[*fil(), lien])


def _phrase(depose: ImportHeures, totaux: Counter[Issue]) -> str:
    if est_sans_nouvelles(depose):
        return "Le travail s'est arrêté en route. Reprenez-le : ce qui est écrit ne le sera pas deux fois."
    if depose.est_en_cours:
        return "Le travail est en cours ; vous pouvez quitter cette page."
    if depose.etat == Etat.REFUSE:
        return depose.message
    a_ecrire = totaux[CREE] + totaux[MODIFIE]
    if depose.etat == Etat.APPLIQUE or not a_ecrire:
        return f"{'Appliqué' if depose.etat == Etat.APPLIQUE else 'Rien à appliquer'}{_comptes(totaux)}."
    refusees = f" ; {accorder(totaux[REFUSE], 'ligne refusée', 'lignes refusées')}" if totaux[REFUSE] else ""
    prets = f"{accorder(a_ecrire, 'ligne est prête', 'lignes sont prêtes')}{refusees}. À vous d'appliquer"
    return f"{prets} : {TRANSMIS}" if depose.modele == ImportHeures.Modele.MENSUEL else f"{prets}."


def _comptes(totaux: Counter[Issue]) -> str:
    """« : 2 lignes créées, 1 ligne refusée » ; ce dont il n'y a pas se tait, et tout seul s'il n'y a rien."""
    dites = [accorder(totaux[issue], *noms) for issue, noms in _EN_PHRASE.items() if totaux[issue]]
    return f" : {', '.join(dites)}" if dites else ""


def verbe_d_application(depose: ImportHeures, rapport: Rapport) -> str:
    """« Appliquer les 12 lignes », « Reprendre l'application » ; vide s'il n'y a rien à appliquer."""
    if depose.etat not in (Etat.VERIFIE, Etat.DEPOSE):
        return ""
    if depose.est_en_cours:
        return "Reprendre" if est_sans_nouvelles(depose) else ""
    combien = rapport.a_ecrire
    if combien > 1:
        return f"Appliquer les {en_nombre(combien)} lignes"
    if combien == 1:
        return "Appliquer la ligne"
    return "Valider les heures reprises" if depose.est_deja_valide and rapport.totaux[INCHANGE] else ""


def progression(depose: ImportHeures) -> Progression | None:
    """L'avancement du travail en cours ; `None` s'il n'y en a pas."""
    if not depose.est_en_cours or est_sans_nouvelles(depose):
        return None
    return Progression(
        depose.avancement,
        # Le nombre de lignes n'est connu qu'une fois le fichier vérifié.
        depose.lignes_lues if depose.etat == Etat.VERIFIE else 0,
        libelle=f"{'Application' if depose.etat == Etat.VERIFIE else 'Vérification'} de {depose.nom_fichier}",
        url_suivi=reverse("declarations:import_suivi", args=[depose.pk]),
    )


def page_du_modele() -> Page:
    phrase = "Il arrive prérempli des contrats en cours\u00a0: il n'y manque que les heures."
    return Page("Prendre le classeur du mois", phrase, fil=fil())


def page_de_depot() -> Page:
    phrase = "Il est d'abord vérifié, ligne à ligne\u202f; rien ne s'écrit avant votre accord."
    return Page("Déposer un classeur", phrase, fil=fil())
