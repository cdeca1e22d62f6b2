"""Ce que les écrans du sourcing montrent : phrases, tableaux, fiches ; aucune requête."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from clauses.avant.projets.models import Projet
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.resume import ResumeOffres
from clauses.fond.annuaire.natures import EXPLICATIONS, MODALITES, sigle
from clauses.fond.annuaire.presentation import LigneAnnuaire, colonnes
from clauses.fond.annuaire.recherche import METIER_INCONNU, Proche
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Chiffre, Definition
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, pastille
from clauses.fond.socle.valeurs import en_date, en_heures, en_nombre
from regles.typographie import accorder, enumerer, typographie


def phrase_de_la_recherche(proches: Sequence[Proche], rayon: int, *, metier: str) -> str:
    """« 12 structures dans le métier des lots à 30 km ou moins, dont 3 ETTI et 2 EI ; 5 autres… »

    `metier` : ce qui a été cherché (« le métier des lots »), vide pour tous les métiers.
    """
    connues = [p for p in proches if p.correspondance != METIER_INCONNU]
    metier = f" dans {metier}" if metier else ""
    if not connues:
        debut = f"Aucune structure{metier} à {rayon}\u202fkm ou moins"
    else:
        compte = Counter(sigle(p.fournisseur.nature) for p in connues)
        dont = f", dont {_natures_en_mots(compte)}" if len(compte) > 1 or len(connues) > 1 else ""
        debut = f"{accorder(len(connues), 'structure')}{metier} à {rayon}\u202fkm ou moins{dont}"
    inconnues = len(proches) - len(connues)
    if inconnues:
        return typographie(f"{debut} ; {accorder(inconnues, 'autre')} dont on ne sait pas le métier.")
    return f"{debut}."


def _natures_en_mots(compte: Counter[str]) -> str:
    """« 3 ETTI, 2 EI et 1 GEIQ », dans l'ordre de l'annuaire."""
    # Un sigle ne prend pas la marque du pluriel ; « régie » est un mot.
    mots = [
        f"{compte[e.sigle]}\u00a0{e.sigle}" if e.sigle.isupper() else accorder(compte[e.sigle], e.sigle.lower())
        for e in EXPLICATIONS.values()
        if compte[e.sigle]
    ]
    return enumerer(mots)


def tableau_des_structures(
    lignes: Sequence[LigneAnnuaire], deja: Collection[Any], *, avec_cases: bool, avec_liens: bool
) -> Tableau:
    """Les structures trouvées ; une case pour demander, un mot quand c'est déjà demandé."""

    def demande(ligne: LigneAnnuaire) -> str:
        return pastille("offre demandée", "accent", "check-lg") if ligne.fournisseur.pk in deja else ""

    suite = (Colonne("demande", "Demande", lire=lambda ligne: "", montrer=demande),) if deja else ()
    return Tableau(
        (*colonnes(avec_distance=True), *suite),
        lignes,
        legende="Structures proches du projet",
        url=(lambda ligne: reverse("annuaire:fiche", args=[ligne.fournisseur.pk])) if avec_liens else None,
        case=(lambda ligne: ligne.fournisseur.pk) if avec_cases else None,
        nom_case="fournisseurs",
        formulaire="demandes",
    )


def natures_presentes(proches: Sequence[Proche]) -> list[dict[str, str]]:
    """Chaque nature trouvée, et ce qu'elle peut dans une clause."""
    presentes = {p.fournisseur.nature for p in proches}
    return [
        {"sigle": e.sigle, "peut": typographie(e.peut), "modalites": ", ".join(MODALITES[m] for m in e.modalites)}
        for nature, e in EXPLICATIONS.items()
        if nature in presentes
    ]


def chiffres_des_offres(resume: ResumeOffres, projet: Projet) -> list[Chiffre]:
    url = reverse("sourcing:sollicitations", args=[projet.pk])
    preparees = f"et {accorder(resume.preparees, 'préparée')}, à envoyer" if resume.preparees else ""
    return [
        Chiffre("Offres demandées", en_nombre(resume.demandees), precision=preparees, url=url),
        Chiffre("Réponses", en_nombre(resume.repondues), url=url),
        Chiffre("Intéressées", en_nombre(resume.interessees), url=url),
        Chiffre(
            "Heures proposées",
            en_nombre(resume.heures_par_mois),
            "h par mois",
            url=url,
            precision=f"d'après {accorder(resume.chiffrees, 'réponse chiffrée', 'réponses chiffrées')}",
        ),
    ]


COLONNES_DEMANDES = (
    Colonne("destinataire", "Structure", largeur=40),
    Colonne("nature", "Nature", lire=lambda d: sigle(d.fournisseur.nature) if d.fournisseur else ""),
    Colonne("etat", "État", "etat", montrer=lambda d: etat(d.etat, d.get_etat_display())),
    Colonne("envoyee_le", "Envoyée le", "date"),
    Colonne("echeance", "Réponse attendue le", "date"),
    Colonne("relances", "Relances", "entier"),
    Colonne("reponse", "Réponse", lire=lambda d: d.get_reponse_display()),
    Colonne("heures_par_mois", "Proposé par mois", "heures"),
)


def tableau_des_demandes(demandes: Sequence[Sollicitation], jour: date) -> Tableau:
    def classe(demande: Sollicitation) -> str:
        return "ligne-alerte" if demande.etat == Sollicitation.Etat.ENVOYEE and demande.echeance < jour else ""

    return Tableau(
        COLONNES_DEMANDES,
        demandes,
        legende="Demandes d'offre",
        url=lambda d: reverse("sourcing:fiche", args=[d.pk]),
        classe=classe,
    )


def phrase_des_demandes(resume: ResumeOffres, en_retard: int) -> str:
    if not (resume.demandees or resume.preparees):
        return "Aucune offre n'est encore demandée."
    if not resume.demandees:
        return f"{accorder(resume.preparees, 'demande prête', 'demandes prêtes')}, aucune n'est encore partie."
    phrase = f"{accorder(resume.repondues, 'réponse')} sur {accorder(resume.demandees, 'demande')}"
    if en_retard:
        phrase += f"\u202f; {accorder(en_retard, 'structure se tait', 'structures se taisent')} après l'échéance"
    return f"{phrase}."


def phrase_de_la_demande(demande: Sollicitation, jour: date) -> str:
    """Où en est la demande, et à qui de jouer."""
    if not demande.est_ouverte:
        return f"Annulée\u00a0: {demande.motif_annulation}"
    etats: dict[str, Callable[[], str]] = {
        Sollicitation.Etat.PREPAREE: lambda: "Elle n'est pas encore partie.",
        Sollicitation.Etat.ENVOYEE: lambda: (
            f"Réponse attendue depuis le {en_date(demande.echeance)}."
            if demande.echeance < jour
            else f"Réponse attendue le {en_date(demande.echeance)}."
        ),
        Sollicitation.Etat.REPONDUE: lambda: f"{demande.get_reponse_display()}{_volume(demande)}.",
        Sollicitation.Etat.SANS_REPONSE: lambda: "La structure n'a pas répondu.",
    }
    return etats[demande.etat]()


def _volume(demande: Sollicitation) -> str:
    return f", {en_heures(demande.heures_par_mois)} par mois" if demande.heures_par_mois else ""


def definitions_de_la_demande(demande: Sollicitation) -> list[Definition]:
    lignes = [
        Definition("Courriel", demande.courriel),
        Definition("Téléphone", demande.fournisseur.telephone if demande.fournisseur else ""),
        Definition("Lot", str(demande.lot_projet) if demande.lot_projet else "Tout le projet"),
        Definition("Envoyée le", en_date(demande.envoyee_le.date()) if demande.envoyee_le else ""),
        Definition("Moyen", demande.get_moyen_display()),
        Definition("Réponse attendue le", en_date(demande.echeance)),
    ]
    return lignes


def definitions_de_la_reponse(demande: Sollicitation) -> list[Definition]:
    if not demande.reponse:
        return []
    url = reverse("sourcing:piece", args=[demande.pk]) if demande.nom_fichier else ""
    lignes = [
        Definition("Réponse", demande.get_reponse_display()),
        Definition("Propose", ", ".join(MODALITES[code] for code in demande.propose if code in MODALITES)),
        Definition("Heures par mois", en_heures(demande.heures_par_mois) if demande.heures_par_mois else ""),
        Definition("Observations", demande.observations),
        Definition("Pièce jointe", demande.nom_fichier, url=url),
        Definition("Répondu par", demande.repondant),
        Definition("Reçue", f"notée par {demande.saisie_par}" if demande.saisie_par else "par le lien de la structure"),
    ]
    return [ligne for ligne in lignes if ligne.valeur]


def lien_de_messagerie(courriel: str, objet: str, texte: str) -> str:
    """Un lien `mailto:` prêt à envoyer de sa propre messagerie."""
    corps = texte.replace("\n", "\r\n")
    return f"mailto:{quote(courriel, safe='@')}?subject={quote(objet)}&body={quote(corps)}"
