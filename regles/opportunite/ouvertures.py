"""Ce qu'un achat peut ouvrir à l'insertion, au-delà des travaux : des tâches concrètes, par nature et division CPV.

Rien ici n'est du droit : des usages rapportés, datés, de certitude C, à confirmer avec les structures du lieu.
"""

from dataclasses import dataclass
from datetime import date

from regles.opportunite.ess import chiffres_du_cpv
from regles.references import DOCTRINE_OUVERTURES
from regles.socle import Reference


@dataclass(frozen=True)
class Ouverture:
    """Des tâches qui conviennent. `divisions` : les débuts de code CPV visés ; vide, toute la nature d'achat."""

    code: str
    nature: str
    divisions: tuple[str, ...]
    titre: str
    taches: tuple[str, ...]
    precaution: str = ""
    depuis: date = date(2026, 11, 22)
    reference: Reference = DOCTRINE_OUVERTURES


OUVERTURES = (
    Ouverture("second-oeuvre", "travaux", ("454",), "Second œuvre",
              ("peinture et sols", "plâtrerie et cloisons", "nettoyage de chantier", "dépose soignée")),
    Ouverture("gros-oeuvre", "travaux", ("452",), "Construction, voirie et réseaux",
              ("manœuvre de chantier", "coffrage", "pose de bordures et de pavés", "base vie et gardiennage")),
    Ouverture("preparation-sites", "travaux", ("451",), "Préparation des sites",
              ("débroussaillage", "curage et tri des matériaux", "réemploi des éléments déposés")),
    Ouverture("equipement", "travaux", ("453",), "Équipement technique",
              ("tirage de câbles", "pose d'isolant", "calorifugeage", "approvisionnement du chantier"),
              "Les habilitations se préparent avant l'entrée sur le chantier."),
    Ouverture("nettoyage", "services", ("909",), "Nettoyage",
              ("entretien des locaux", "vitrerie accessible", "remise en état"),
              "Déduire le personnel repris par le nouveau titulaire."),
    Ouverture("dechets", "services", ("905", "906"), "Déchets et propreté urbaine",
              ("collecte et tri", "déchèterie et ressourcerie", "propreté des rues")),
    Ouverture("espaces-verts", "services", ("773", "772"), "Espaces verts et naturels",
              ("tonte et désherbage", "taille et plantation", "entretien des berges")),
    Ouverture("restauration", "services", ("555", "553"), "Restauration et traiteur",
              ("plonge et service", "préparation des repas", "livraison", "buffets préparés par une structure")),
    Ouverture("transport", "services", ("60", "63", "64"), "Transport, logistique, courrier",
              ("transport de personnes", "manutention", "préparation de commandes", "distribution du courrier")),
    Ouverture("numerique", "services", ("72", "48"), "Numérique",
              ("essais de sites et d'applications", "assistance de premier niveau", "développement",
               "saisie et contrôle de données", "accessibilité numérique"),
              "Les écoles de l'inclusion numérique et les entreprises adaptées du secteur forment à ces métiers."),
    Ouverture("accueil-administratif", "services", ("79", "98"), "Services aux organisations",
              ("accueil et standard", "numérisation d'archives", "mise sous pli", "conciergerie", "gardiennage")),
    Ouverture("reparation", "services", ("50", "51"), "Entretien et réparation",
              ("réparation de cycles", "remise en état de mobilier", "reconditionnement de matériel")),
    Ouverture("sante-social", "services", ("85",), "Santé et action sociale",
              ("blanchisserie", "portage de repas", "aide à la vie quotidienne sous encadrement")),
    Ouverture("formation", "services", ("80",), "Formation",
              ("accueil des stagiaires", "logistique des sessions", "assistance administrative")),
    Ouverture("etudes-architecture", "pi", ("71",), "Maîtrise d'œuvre, ingénierie",
              ("alternant en bureau d'études", "dessin et modélisation", "relevés sur site", "secrétariat technique"),
              "Peu d'heures, mais qualifiées : chercher des diplômés sans emploi et l'alternance."),
    Ouverture("conseil-communication", "pi", ("79", "73"), "Conseil, études, communication",
              ("enquêtes de terrain", "saisie et traitement des questionnaires", "mise en page et impression",
               "assistance administrative")),
    Ouverture("logiciel", "pi", ("72", "48"), "Études et logiciels",
              ("recette des logiciels", "documentation", "développement en alternance", "assistance aux utilisateurs")),
    Ouverture("textile", "fournitures", ("18", "19", "39"), "Textile, mobilier, équipement",
              ("confection et retouche", "assemblage", "montage sur site", "réemploi du mobilier remplacé")),
    Ouverture("alimentaire", "fournitures", ("03", "15"), "Denrées",
              ("maraîchage", "conditionnement", "préparation des paniers", "livraison de proximité")),
    Ouverture("papeterie-impression", "fournitures", ("22", "30"), "Papeterie, impression, matériel de bureau",
              ("conditionnement", "personnalisation", "collecte des consommables", "matériel reconditionné")),
    Ouverture("services-en-general", "services", (), "Tout service",
              ("tâches d'appui du prestataire", "logistique et manutention", "accueil")),
    Ouverture("pi-en-general", "pi", (), "Toute prestation intellectuelle",
              ("assistance administrative et documentaire", "enquêtes et saisie", "alternance"),
              "Un volume modeste, sur des profils formés, vaut mieux qu'un chiffre hors de portée."),
    Ouverture("fournitures-en-general", "fournitures", (), "Toute fourniture",
              ("préparation et emballage", "livraison et installation", "reprise et réemploi de l'ancien matériel"),
              "Le travail est souvent déjà incorporé au produit : viser ce qui se fait après la commande."),
    Ouverture("travaux-en-general", "travaux", (), "Tous travaux",
              ("manœuvre et aide", "nettoyage de chantier", "approvisionnement", "tri des déchets du chantier")),
)  # fmt: skip  # une ouverture par entrée : nature, CPV, nom, puis ses tâches


def ouvertures(nature_achat: str, cpv: str = "") -> tuple[Ouverture, ...]:
    """Celles de la division CPV d'abord, puis celle de toute la nature d'achat."""
    chiffres = chiffres_du_cpv(cpv)
    memes = [ouverture for ouverture in OUVERTURES if ouverture.nature == nature_achat]
    precises = [o for o in memes if chiffres and any(chiffres.startswith(division) for division in o.divisions)]
    return (*precises, *(o for o in memes if not o.divisions))


def est_intellectuelle(cpv: str) -> bool:
    """Vrai d'un CPV qu'aucune ouverture ne range ailleurs que dans les prestations intellectuelles : la division 71
    (architecture, ingénierie, contrôle : la maîtrise d'œuvre et les études de travaux) ; le conseil, l'informatique et
    la communication, rangés aussi dans les services, restent à dire."""
    chiffres = chiffres_du_cpv(cpv)
    natures = {o.nature for o in OUVERTURES if chiffres and any(chiffres.startswith(d) for d in o.divisions)}
    return natures == {"pi"}
