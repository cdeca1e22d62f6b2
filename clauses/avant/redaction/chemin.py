"""Où en est un projet, de la fiche aux pièces : chaque étape, son chiffre, et le prochain acte.

Un nombre fixe de requêtes, quel que soit le nombre de lots, de demandes d'offre et de pièces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from clauses.avant.calibrage.entrees import changes_depuis
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.opportunite.faits import Dossier, dossier_de
from clauses.avant.projets.completude import manques_pour_soumettre
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import adresse_de_l_etape
from clauses.avant.redaction.dossier import PieceDuMarche, dossier
from clauses.avant.sourcing.resume import ResumeOffres, offres_de
from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.places import actes
from clauses.fond.socle import registre
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action
from clauses.fond.socle.valeurs import en_euros, en_heures
from regles.opportunite.recommandation import SANS_CLAUSE
from regles.typographie import accorder, typographie

FAITE, EN_COURS, A_FAIRE = "faite", "en_cours", "a_faire"
ETATS = {FAITE: "Fait", EN_COURS: "En cours", A_FAIRE: "À faire"}


@dataclass(frozen=True)
class Avancement:
    """Ce qu'on a lu du projet, une fois. `pieces` : celles que son marché appelle."""

    projet: Projet
    etude: Dossier
    retenus: dict[object, Calibrage]
    offres: ResumeOffres
    pieces: Sequence[PieceDuMarche]

    @property
    def choisis(self) -> dict[object, str]:
        """{lot: instrument choisi}."""
        choix = {lot.pk: getattr(lot, "choix_d_instrument", None) for lot in self.etude.lots}
        return {cle: c.instrument for cle, c in choix.items() if c is not None and not c.est_annule}

    @property
    def est_etudie(self) -> bool:
        """L'étude est close, ou chaque lot a son instrument."""
        return self.etude.etude.est_close or (bool(self.etude.lots) and len(self.choisis) == len(self.etude.lots))

    @property
    def a_calibrer(self) -> list[object]:
        """Les lots où l'on n'a pas choisi de se passer de clause."""
        return [lot.pk for lot in self.etude.lots if self.choisis.get(lot.pk) != SANS_CLAUSE]

    @property
    def est_sans_clause(self) -> bool:
        return bool(self.etude.lots) and not self.a_calibrer

    @property
    def est_calibre(self) -> bool:
        return bool(self.a_calibrer) and all(cle in self.retenus for cle in self.a_calibrer)

    @property
    def heures(self) -> Decimal:
        clauses = [c for cle, c in self.retenus.items() if cle in self.a_calibrer]
        return sum((c.heures_retenues for c in clauses), Decimal(0))

    @property
    def a_revoir(self) -> list[object]:
        """Les lots que la fiche dit autrement depuis que leur volume a été retenu."""
        seul = len(self.etude.lots) == 1
        siens = [(lot, self.retenus.get(lot.pk)) for lot in self.etude.lots if lot.pk in self.a_calibrer]
        return [lot.pk for lot, retenu in siens if retenu and changes_depuis(retenu, lot, self.projet, seul=seul)]

    @property
    def est_ouvert(self) -> bool:
        return self.projet.etat == Projet.Etat.OUVERT

    @property
    def est_redige(self) -> bool:
        return bool(self.pieces) and all(p.derniere and not p.fraicheur.est_perimee for p in self.pieces)


@dataclass(frozen=True)
class Etape:
    """Une étape du chemin. `chiffre` : ce qu'elle a donné ; `url` vide si son écran n'est pas ouvert à l'acteur."""

    rang: int
    libelle: str
    etat: str
    chiffre: str
    url: str
    est_actuelle: bool
    est_facultative: bool = False

    @property
    def etat_en_mots(self) -> str:
        if self.est_facultative and self.etat == A_FAIRE:
            return "Facultatif"
        return "En cours" if self.est_actuelle else ETATS[self.etat]


def avancement(projet: Projet) -> Avancement:
    """Le projet, son étude, ses volumes retenus, ses offres et ses pièces."""
    etude = dossier_de(projet)
    lots = [lot.pk for lot in etude.lots]
    retenus = Calibrage.objects.actifs().retenus().filter(lot_projet__in=lots)
    pieces = [p for p in dossier(projet.marche) if p.applicable.a_lieu] if projet.marche is not None else []
    return Avancement(projet, etude, {c.lot_projet_id: c for c in retenus}, offres_de(projet), pieces)


def etapes(acteur: Acteur, a: Avancement) -> list[Etape]:
    """Les cinq étapes. Celle où l'on en est : la première qui reste à faire, le sourcing ne retenant personne."""
    lues = {
        "fiche": _fiche(a),
        "opportunite": _opportunite(a),
        "sourcing": _sourcing(a, est_montre=peut(acteur, "sollicitation.voir")),
        "calibrage": _calibrage(a),
        "pieces": _pieces(a),
    }
    bloquantes = [code for code, (etat, _) in lues.items() if etat != FAITE and code != "sourcing"]
    actuelle = _actuelle(a, bloquantes)
    return [
        Etape(
            rang,
            etape.libelle,
            lues[etape.code][0],
            typographie(lues[etape.code][1]),
            adresse_de_l_etape(acteur, a.projet, etape),
            est_actuelle=etape.code == actuelle,
            est_facultative=etape.code == "sourcing",
        )
        for rang, etape in enumerate(registre.onglets("projet"), start=1)
    ]


def _actuelle(a: Avancement, bloquantes: Sequence[str]) -> str:
    if a.est_ouvert:
        return "pieces"
    if not a.projet.est_en_cours or not bloquantes:
        return ""
    return bloquantes[0]


def _fiche(a: Avancement) -> tuple[str, str]:
    projet, lots = a.projet, accorder(len(a.etude.lots), "lot")
    combien = f"{en_euros(projet.montant_ht, centimes=False)} HT, {lots}" if projet.montant_ht is not None else lots
    if projet.etat == Projet.Etat.BROUILLON:
        manques = len(manques_pour_soumettre(projet))
        if manques:
            return A_FAIRE, f"{accorder(manques, 'renseignement')} à donner"
        return A_FAIRE, f"{combien}, à soumettre"
    return (A_FAIRE, f"{combien}, à prendre à l'étude") if projet.etat == Projet.Etat.SOUMIS else (FAITE, combien)


def _opportunite(a: Avancement) -> tuple[str, str]:
    verdict = a.etude.conseil.obligation.en_bref
    if a.projet.etat == Projet.Etat.SANS_CLAUSE:
        return FAITE, "Classé sans clause"
    if a.etude.etude.est_close:
        return FAITE, f"{verdict}, étude close"
    lots = len(a.etude.lots)
    if a.est_etudie:
        return FAITE, f"{verdict}, {accorder(lots, 'instrument choisi', 'instruments choisis')}"
    if a.choisis:
        return EN_COURS, f"{verdict}, {accorder(len(a.choisis), 'lot choisi', 'lots choisis')} sur {lots}"
    etat = A_FAIRE if a.etude.etude._state.adding else EN_COURS
    return etat, f"{verdict}, sans étude close" if a.est_ouvert else verdict


def _sourcing(a: Avancement, *, est_montre: bool) -> tuple[str, str]:
    """Les demandes d'offre ne regardent que l'équipe : les autres n'en lisent pas le compte."""
    if not est_montre:
        return A_FAIRE, "L'affaire du facilitateur"
    offres = a.offres
    if offres.demandees:
        recues = accorder(offres.repondues, "offre reçue", "offres reçues") if offres.repondues else "Aucune reçue"
        return (FAITE if offres.repondues else EN_COURS), f"{recues} sur {offres.demandees}"
    if offres.preparees:
        return EN_COURS, f"{accorder(offres.preparees, 'demande')} à envoyer"
    return A_FAIRE, "Aucune offre demandée"


def _calibrage(a: Avancement) -> tuple[str, str]:
    if a.est_sans_clause:
        return FAITE, "Aucun lot à calibrer"
    restent = sum(cle not in a.retenus for cle in a.a_calibrer)
    if a.a_revoir and not a.est_ouvert:
        return EN_COURS, f"{en_heures(a.heures)} à demander, {accorder(len(a.a_revoir), 'lot')} à revoir"
    if a.est_calibre:
        return FAITE, f"{en_heures(a.heures)} à demander"
    if a.retenus:
        return EN_COURS, f"{en_heures(a.heures)} à demander, {accorder(restent, 'lot')} à calibrer"
    return A_FAIRE, "Aucun volume retenu"


def _pieces(a: Avancement) -> tuple[str, str]:
    if not a.est_ouvert:
        return A_FAIRE, "L'opération reste à ouvrir" if a.est_calibre else "Quand l'opération sera ouverte"
    if not a.pieces:
        return A_FAIRE, "Aucun lot n'a encore de clause"
    combien, ecrites = len(a.pieces), sum(p.derniere is not None for p in a.pieces)
    perimees = sum(p.fraicheur.est_perimee for p in a.pieces)
    if perimees:
        return EN_COURS, f"{accorder(perimees, 'pièce périmée', 'pièces périmées')} sur {combien}"
    if ecrites == combien:
        return FAITE, f"{accorder(combien, 'pièce')} à jour"
    return (EN_COURS if ecrites else A_FAIRE), f"{ecrites} sur {accorder(combien, 'pièce')}"


def prochain_acte(acteur: Acteur, a: Avancement) -> Action | None:
    """L'acte qui fait avancer le dossier, si cette personne peut le faire."""
    projet = a.projet
    if a.est_ouvert and projet.marche is not None:
        return _apres_l_ouverture(acteur, a)
    if projet.etat != Projet.Etat.A_L_ETUDE or not capacites(acteur, projet)["ouvrir"]:
        return None
    return _pendant_l_etude(a)


def _pendant_l_etude(a: Avancement) -> Action | None:
    projet = a.projet
    if a.a_revoir:
        return _acte("Revoir les volumes retenus", "calibrage:projet", projet.pk)
    if a.est_calibre:
        return _acte("Créer l'opération et poser les clauses", "calibrage:ouvrir", projet.pk)
    if a.est_sans_clause:
        return _acte("Classer sans clause, au registre", "opportunite:inscrire", projet.pk)
    if a.est_etudie or a.retenus:
        return _acte("Calibrer les heures", "calibrage:projet", projet.pk)
    return _acte("Étudier l'opportunité", "opportunite:etude", projet.pk)


def _apres_l_ouverture(acteur: Acteur, a: Avancement) -> Action | None:
    marche = a.projet.marche_id
    if not peut(acteur, "piece.voir", a.projet.marche):
        return None
    if a.est_redige:
        return next(iter(actes(acteur, "projet rédigé", a.projet.marche)), None)
    if not a.pieces:
        return _acte("Poser les clauses du marché", "marches:marche", marche)
    verbe = "Rédiger les pièces" if peut(acteur, "piece.rediger", a.projet.marche) else "Lire les pièces"
    return _acte(verbe, "redaction:marche", marche)


def _acte(libelle: str, nom: str, cle: object) -> Action:
    return Action(libelle, reverse(nom, args=[cle]), style="principale")
