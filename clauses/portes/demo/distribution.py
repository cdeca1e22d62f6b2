"""La distribution : structures, comptes et personnes. Tous les noms de personnes sont inventés et le disent."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acte import enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.models import Contact, Famille, Nature, Structure, StructurePorteuse
from clauses.fond.territoires.models import Departement
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.services import creer as creer_participant
from clauses.suivi.participants.services import noter_critere
from regles.calendrier import ajouter_mois
from regles.publics import CRITERES

MOT_DE_PASSE = "Roseau-clair-1847!"
SIGLE = "MEF des Deux-Rives"


# nom court : (raison sociale, famille, nature, code postal, commune)
STRUCTURES = {
    "bailleur": ("Habitat des Trois-Canaux", Famille.BAILLEUR, Nature.BAILLEUR, "59300", "Valenciennes"),
    "ville": ("Ville de Rivombre", Famille.COLLECTIVITE, Nature.COMMUNE, "59220", "Denain"),
    "syndicat": (
        "Syndicat des berges de l'Escaut",
        Famille.COLLECTIVITE,
        Nature.INTERCOMMUNALITE,
        "59163",
        "Condé-sur-l'Escaut",
    ),
    "gros_oeuvre": ("Bâtisseurs de l'Escaut", Famille.AUTRE, Nature.PRIVE, "59410", "Anzin"),
    "peinture": ("Couleurs et Façades du Hainaut", Famille.AUTRE, Nature.PRIVE, "59880", "Saint-Saulve"),
    "paysage": ("Paysages du Marais", Famille.AUTRE, Nature.PRIVE, "59199", "Hergnies"),
    "voirie": ("Voirie Nord Aménagement", Famille.AUTRE, Nature.PRIVE, "59770", "Marly"),
    "proprete": ("Propreté du Nord", Famille.AUTRE, Nature.PRIVE, "59300", "Valenciennes"),
    "jardins": ("Les Jardins du Rivage", Famille.SIAE, Nature.ACI, "59163", "Condé-sur-l'Escaut"),
    "etti": ("Escaut Intérim Insertion", Famille.SIAE, Nature.ETTI, "59300", "Valenciennes"),
    "geiq": ("GEIQ Bâtiment des Deux-Rives", Famille.SIAE, Nature.GEIQ, "59300", "Valenciennes"),
    "mission_locale": ("Mission locale des Deux-Rives", Famille.SPE, "", "59300", "Valenciennes"),
    "agence": ("Agence pour l'emploi de Rivombre", Famille.SPE, "", "59220", "Denain"),
}

# Le référent de chacune, dans leur ordre : des mots du décor et de la scène, pour que nul ne s'y reconnaisse.
CONTACTS = (
    ("Ariane", "Exemple"),
    ("Basile", "Décor"),
    ("Céleste", "Figurant"),
    ("Denis", "Chef-d'Œuvre"),
    ("Élise", "Esquisse"),
    ("Félix", "Brouillon"),
    ("Gaëlle", "Coulisse"),
    ("Hugo", "Ébauche"),
    ("Ilan", "Simulacre"),
    ("Jade", "Vitrine"),
    ("Léo", "Pastiche"),
    ("Mona", "Doublure"),
    ("Noé", "Réplique"),
)

# nom court : (prénom, nom, rôle, structure, courriel)
COMPTES = {
    "facilitatrice": ("Sacha", "Modèle", Role.FACILITATEUR, "", "facilitatrice@exemple.test"),
    "responsable": ("Claude", "Témoin", Role.RESPONSABLE, "", "responsable@exemple.test"),
    "acheteur": ("Dominique", "Prétexte", Role.DONNEUR_D_ORDRE, "bailleur", "acheteur@exemple.test"),
    "juriste": ("Andréa", "Paraphe", Role.JURISTE, "bailleur", "juriste@exemple.test"),
    "titulaire": ("Alix", "Maquette", Role.TITULAIRE, "proprete", "titulaire@exemple.test"),
    "chantier": ("Camille", "Gabarit", Role.TITULAIRE, "gros_oeuvre", "chantier@exemple.test"),
    "employeur": ("Maxime", "Canevas", Role.EMPLOYEUR, "etti", "employeur@exemple.test"),
    "pilote": ("Lou", "Repère", Role.PILOTE, "", "pilote@exemple.test"),
}


class Personnage(NamedTuple):
    """Une personne inventée ; son nom de famille est « Fictif… ». `age` : à l'entrée."""

    prenom: str
    sexe: str
    age: int
    niveau: str
    qpv: str
    commune: str
    criteres: tuple[str, ...]


PERSONNES = {
    "yanis": Personnage("Yanis", "H", 22, "infra3", "oui", "Valenciennes", ("jeune", "qpv")),
    "ines": Personnage("Inès", "F", 34, "niveau3", "oui", "Denain", ("rsa", "qpv")),
    "paul": Personnage("Paul", "H", 52, "niveau3", "non", "Anzin", ("senior",)),
    "awa": Personnage("Awa", "F", 41, "infra3", "oui", "Valenciennes", ("deld", "rsa")),
    "karim": Personnage("Karim", "H", 29, "niveau4", "non", "Marly", ("deld",)),
    "lucie": Personnage("Lucie", "F", 24, "niveau4", "non", "Saint-Saulve", ("jeune",)),
    "mehdi": Personnage("Mehdi", "H", 38, "infra3", "oui", "Anzin", ("rsa", "deld")),
    "sophie": Personnage("Sophie", "F", 47, "niveau3", "non", "Hergnies", ("boeth",)),
    "tom": Personnage("Tom", "H", 19, "infra3", "oui", "Denain", ("jeune",)),
    "nadia": Personnage("Nadia", "F", 55, "niveau3", "oui", "Condé-sur-l'Escaut", ("senior", "deld")),
    "bruno": Personnage("Bruno", "H", 44, "infra3", "non", "Condé-sur-l'Escaut", ("iae",)),
    "leila": Personnage("Leïla", "F", 31, "niveau5", "non", "Valenciennes", ("refugie",)),
}
CODES_POSTAUX = {
    "Valenciennes": "59300",
    "Denain": "59220",
    "Anzin": "59410",
    "Marly": "59770",
    "Saint-Saulve": "59880",
    "Hergnies": "59199",
    "Condé-sur-l'Escaut": "59163",
}


@dataclass
class Troupe:
    """Ce que la distribution a posé, par nom court."""

    porteuse: StructurePorteuse
    structures: dict[str, Structure] = field(default_factory=dict)
    comptes: dict[str, Appartenance] = field(default_factory=dict)
    personnages: dict[str, Personnage] = field(default_factory=lambda: dict(PERSONNES))
    personnes: dict[str, Participant] = field(default_factory=dict)

    def acteur(self, qui: str) -> Acteur:
        return self.comptes[qui].en_acteur()


def poser(par: Acteur) -> Troupe:
    """Pose la porteuse, son répertoire et ses comptes. À appeler dans une transaction signée."""
    porteuse = StructurePorteuse(
        nom="Maison de l'emploi et de la formation des Deux-Rives (démonstration)",
        sigle=SIGLE,
        siret=siret_fictif(1),
        adresse="1 place de l'Exemple\n59300 Valenciennes",
        courriel="clause@exemple.test",
        telephone="03 00 00 00 00",
    )
    enregistrer(porteuse)
    porteuse.departements.add("59")  # type: ignore[arg-type]
    troupe = Troupe(porteuse)
    for rang, (cle, (nom, famille, nature, code_postal, commune)) in enumerate(STRUCTURES.items(), start=10):
        structure = Structure(
            porteuse=porteuse,
            siret=siret_fictif(rang),
            nom=nom,
            famille=famille,
            nature=nature,
            code_postal=code_postal,
            commune=commune,
        )
        troupe.structures[cle] = enregistrer(structure)
    _contacts(troupe)
    for cle, compte in COMPTES.items():
        troupe.comptes[cle] = _compte(troupe, *compte)
    return troupe


def retrouver(porteuse: StructurePorteuse) -> Troupe:
    """La troupe d'une démonstration déjà chargée : ses structures et ses comptes."""
    siennes = {s.siret: s for s in Structure.objects.filter(porteuse=porteuse)}
    structures = {cle: siennes[siret_fictif(rang)] for rang, cle in enumerate(STRUCTURES, start=10)}
    par_courriel = {
        a.utilisateur.courriel: a
        for a in Appartenance.objects.filter(utilisateur__courriel__in=[c[-1] for c in COMPTES.values()])
    }
    return Troupe(porteuse, structures, {cle: par_courriel[compte[-1]] for cle, compte in COMPTES.items()})


def _contacts(troupe: Troupe) -> None:
    for rang, ((cle, structure), (prenom, nom)) in enumerate(zip(troupe.structures.items(), CONTACTS, strict=True)):
        Contact(
            structure=structure,
            prenom=prenom,
            nom=nom,
            fonction=Contact.Fonction.REFERENT,
            courriel=f"{cle}@exemple.test".replace("_", "-"),
            telephone=f"03 53 01 00 {rang:02}",  # la tranche que l'Arcep réserve à la fiction
        ).save()
    Contact(
        structure=troupe.structures["proprete"],
        prenom="Solène",
        nom="Trompe-l'Œil",
        fonction=Contact.Fonction.HIERARCHIE,
        courriel="direction@exemple.test",
    ).save()


def _compte(troupe: Troupe, prenom: str, nom: str, role: Role, structure: str, courriel: str) -> Appartenance:
    utilisateur = Utilisateur.objects.creer(courriel, MOT_DE_PASSE, prenom=prenom, nom=nom)
    pilote = role == Role.PILOTE
    appartenance = Appartenance(
        utilisateur=utilisateur,
        role=role,
        porteuse=None if pilote else troupe.porteuse,
        structure=troupe.structures[structure] if structure else None,
        departement=Departement.objects.get(pk="59") if pilote else None,
    )
    return enregistrer(appartenance)


def poser_une_personne(troupe: Troupe, cle: str, entree: date) -> Participant:
    """La personne, ses critères et les pièces vues un mois avant son entrée. Déjà posée, elle est rendue."""
    if cle in troupe.personnes:
        return troupe.personnes[cle]
    prenom, sexe, age, niveau, qpv, commune, criteres = troupe.personnages[cle]
    rang = list(troupe.personnages).index(cle) + 1
    par = troupe.acteur("facilitatrice")
    champs: dict[str, Any] = {
        "prenom": prenom,
        "nom": f"Fictif-{rang:02d}",
        "sexe": sexe,
        "niveau": niveau,
        "qpv": qpv,
        "commune": commune,
        "code_postal": CODES_POSTAUX[commune],
        "dossier": f"DEMO-{rang:03d}",
        "date_naissance": date(entree.year - age, 1, 1 + rang % 30),
        "prescripteur": troupe.structures["mission_locale" if age < 26 else "agence"],
        "quartier": "Quartier des Tilleuls" if qpv == "oui" else "",
    }
    personne = creer_participant(par=par, **champs)
    vue = ajouter_mois(entree, -1)
    for code in criteres:
        noter_critere(
            personne,
            code,
            par=par,
            piece=CRITERES[code].pieces[0],
            piece_datee_du=vue,
            vue_le=vue,
            valable_jusqu_au=ajouter_mois(entree, 24) if CRITERES[code].validite_mois is None else None,
        )
    troupe.personnes[cle] = personne
    return personne
