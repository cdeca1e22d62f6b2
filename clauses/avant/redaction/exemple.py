"""Un marché d'exemple, en mémoire : de quoi voir ce que donne un texte sans toucher à un vrai dossier."""

from decimal import Decimal

from clauses.avant.redaction.composition import Lecture, d_office
from clauses.avant.redaction.contexte import Contexte
from clauses.avant.redaction.document import Section
from clauses.avant.redaction.faits import Contact, Faits, FaitsDuLot
from clauses.avant.redaction.langage import conditionnees, polir, rendre
from clauses.avant.redaction.modeles_de_textes import SectionModele
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.suivi.marches.lecture_de_clause import termes
from clauses.suivi.marches.models import Clause, Marche, Operation
from regles.engagement import FaitsEngagement
from regles.formules.fixe import Fixe

Instrument = Clause.Instrument
_PAR_CONDITION = {
    "critere": Instrument.CONDITION_CRITERE,
    "reserve": Instrument.RESERVE_IAE,
    "reserve_iae": Instrument.RESERVE_IAE,
    "reserve_handicap": Instrument.RESERVE_HANDICAP,
    "reserve_mixte": Instrument.RESERVE_MIXTE,
    "reserve_penitentiaire": Instrument.RESERVE_PENITENTIAIRE,
    "reserve_ess": Instrument.RESERVE_ESS,
    "marche_insertion": Instrument.MARCHE_INSERTION,
}
PUBLICS = ["deld", "rsa", "boeth", "jeune_sans_qualification", "qpv"]


def faits_d_exemple(porteuse: StructurePorteuse, condition: str = "") -> Faits:
    """Deux lots sous clause (dont un qui remplit `condition`) et un sans ; la structure est la vraie."""
    acheteur = Structure(nom="Ville d’Exemple", porteuse=porteuse)
    operation = Operation(nom="École des Tilleuls", donneur_d_ordre=acheteur, porteuse=porteuse)
    marche = Marche(
        porteuse=porteuse,
        operation=operation,
        objet="Rénovation de l’école des Tilleuls",
        reference="EX-01",
        ccag="Travaux",
        duree_mois=18,
    )
    lots = (
        _lot("1", "Gros œuvre", _clause(_PAR_CONDITION.get(condition, Instrument.CONDITION), 900)),
        _lot("2", "Peinture", _clause(Instrument.CONDITION, 350)),
        FaitsDuLot("3", "Ascenseur", None),
    )
    contact = Utilisateur(prenom="Camille", nom="Exemple", courriel="camille@exemple.test")
    return Faits(marche, lots, (Contact(str(contact), contact.courriel),))


def _lot(numero: str, intitule: str, clause: Clause) -> FaitsDuLot:
    return FaitsDuLot(numero, intitule, clause, engagement=FaitsEngagement(clause=termes(clause)))


def _clause(instrument: str, heures: int) -> Clause:
    return Clause(
        instrument=instrument,
        formule=Fixe.code,
        heures=Decimal(heures),
        publics=PUBLICS,
        periodicite=3,
        penalite_heure=Decimal(60),
        penalite_absence=Decimal(100),
        penalite_transmission=Decimal(100),
        ponderation_critere=Decimal(10),
    )


def apercu(section: SectionModele, texte: str, porteuse: StructurePorteuse) -> Section:
    """La section avec ce texte, pour le marché d'exemple ; sa condition de présence n'est pas regardée."""
    faits = faits_d_exemple(porteuse, section.si)
    lecture = Lecture(Contexte(faits, d_office(faits, {"telephone": "03 00 00 00 00"})))
    return Section(
        code=section.code,
        titre=polir(section.titre),
        blocs=rendre(texte, lecture.lexique),
        points=conditionnees(section.points, lecture.lexique),
        references=section.references,
    )
