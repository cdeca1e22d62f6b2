"""Charger la démonstration : tout, ou rien ; une seconde fois, rien de plus."""

from dataclasses import dataclass
from datetime import date

from clauses.avant.projets.models import Projet
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import service
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.portes.demo import mois
from clauses.portes.demo.amont import Amont
from clauses.portes.demo.distribution import COMPTES, MOT_DE_PASSE, SIGLE, poser, retrouver
from clauses.portes.demo.portefeuille import Portefeuille
from clauses.portes.demo.recit import Recit
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Marche, Operation
from clauses.suivi.participants.models import Participant

VOISINE = "PLIE du Littoral (démonstration)"


@dataclass(frozen=True)
class Chargement:
    """Ce que la base contient de la démonstration. `est_nouveau` : elle vient d'être chargée."""

    est_nouveau: bool
    projets: int
    operations: int
    marches: int
    personnes: int
    declarations: int
    lignes: int


@service
def charger(jour: date, *, par: Acteur, taille: int = 0) -> Chargement:
    """Raconte l'histoire si elle ne l'est pas déjà, puis complète jusqu'à `taille` marchés. Interrompu, le chargement
    ne laisse rien."""
    repere = jour.replace(day=1)
    est_nouveau = not StructurePorteuse.objects.filter(sigle=SIGLE).exists()
    if est_nouveau:
        troupe = poser(par)
        recit = Recit(troupe, repere)
        recit.raconter()
        mois.jouer(recit, jour)
        mois.contester(recit)
        Amont(recit, jour).raconter()
        _voisine()
    porteuse = StructurePorteuse.objects.get(sigle=SIGLE)
    manquent = taille - Marche.objects.filter(porteuse=porteuse).count()
    if manquent > 0:
        portefeuille = Portefeuille(retrouver(porteuse), repere)
        portefeuille.raconter(manquent)
        mois.jouer(portefeuille, jour)
    return Chargement(
        est_nouveau=est_nouveau,
        projets=Projet.objects.filter(porteuse=porteuse).count(),
        operations=Operation.objects.filter(porteuse=porteuse).count(),
        marches=Marche.objects.filter(porteuse=porteuse).count(),
        personnes=Participant.objects.filter(porteuse=porteuse).count(),
        declarations=DeclarationMensuelle.objects.filter(lot__marche__porteuse=porteuse).count(),
        lignes=LigneHeures.objects.filter(lot__marche__porteuse=porteuse).count(),
    )


def _voisine() -> None:
    """Une autre structure porteuse, pour montrer que rien ne passe de l'une à l'autre."""
    porteuse = enregistrer(StructurePorteuse(nom=VOISINE, sigle="PLIE du Littoral", siret=siret_fictif(2)))
    port = Structure(porteuse=porteuse, nom="Port de Grève-Plage", siret=siret_fictif(40), famille="collectivite")
    quai = Operation(porteuse=porteuse, nom="Extension du quai des Mouettes", donneur_d_ordre=enregistrer(port))
    enregistrer(quai)


def comptes_en_clair() -> list[tuple[str, str, str]]:
    """(rôle, courriel, mot de passe) de chaque compte de la démonstration."""
    presents = set(
        Utilisateur.objects.filter(courriel__in=[c[-1] for c in COMPTES.values()]).values_list("courriel", flat=True)
    )
    return [
        (str(Role(role).label), courriel, MOT_DE_PASSE)
        for _, _, role, _, courriel in COMPTES.values()
        if courriel in presents
    ]
