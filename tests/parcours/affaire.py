"""Les gestes d'une affaire, de la fiche de l'entreprise au contrat d'insertion : ce que tapent les mains."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from clauses.fond.structures.fictif import siret_fictif
from clauses.suivi.declarations.tests import classeurs


def lire(page: Page, titre: str) -> None:
    """La page attendue est là."""
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)


def annonce(page: Page, texte: str) -> None:
    """Ce que le site répond à l'acte, en haut de page."""
    expect(page.locator(".avis")).to_contain_text(texte)


def remplir(page: Page, **champs: Any) -> None:
    """Remplit les champs par leur nom de formulaire ; un choix se donne par son intitulé, un booléen se coche."""
    for nom, valeur in champs.items():
        champ = page.locator(f"[name={nom}]")
        genre = champ.first.evaluate("e => e.tagName + ':' + e.type")
        if isinstance(valeur, bool):
            champ.first.set_checked(valeur)
        elif genre.startswith("SELECT"):
            champ.select_option(label=valeur)
        elif genre == "INPUT:radio":
            page.locator(f"[name={nom}]").locator("xpath=..").get_by_text(valeur, exact=True).click()
        else:
            champ.fill(str(valeur))


def posee(page: Page) -> Page:
    """Ce que la page charge après elle est venu : un bouton ne descend plus sous le doigt qui va le presser."""
    page.wait_for_load_state()
    expect(page.locator("[hx-trigger=load][hx-swap=outerHTML], .htmx-request, .htmx-swapping")).to_have_count(0)
    return page


def presser(page: Page, bouton: str) -> None:
    posee(page).locator("main").get_by_role("button", name=bouton, exact=True).click()


def suivre(page: Page, lien: str) -> None:
    posee(page).locator("main").get_by_role("link", name=lien, exact=True).first.click()


@dataclass(frozen=True)
class Affaire:
    """Les noms d'une affaire ; `rang` les distingue d'une autre dans la même base."""

    rang: int = 7_000

    @property
    def entreprise(self) -> str:
        return f"Lavages du Canal {self.rang} (fictif)"

    @property
    def operation(self) -> str:
        return f"Propreté des crèches {self.rang} (fictif)"

    @property
    def siret(self) -> str:
        return siret_fictif(self.rang)

    @property
    def courriel(self) -> str:
        return f"lavages-{self.rang}@exemple.test"

    @property
    def nom(self) -> str:
        return f"Inventé-{self.rang}"

    @property
    def naissance(self) -> str:
        return f"{1 + self.rang % 28:02d}/04/{1960 + self.rang % 40}"

    def ouvrir_l_entreprise(self, page: Page) -> None:
        page.get_by_role("link", name="Structures", exact=True).click()
        suivre(page, "Ajouter une structure")
        remplir(page, siret=self.siret, nom=self.entreprise, nature="Entreprise privée", commune="Denain")
        remplir(page, code_postal="59220")
        presser(page, "Enregistrer")
        lire(page, self.entreprise)

    def ouvrir_l_operation(self, page: Page) -> None:
        page.get_by_role("link", name="Opérations", exact=True).click()
        suivre(page, "Créer une opération")
        remplir(page, nom=self.operation, donneur_d_ordre="Ville de Rivombre", commune="Denain")
        presser(page, "Créer l’opération")
        annonce(page, "L’opération est créée")
        lire(page, self.operation)

    def ajouter_le_marche(self, page: Page) -> None:
        suivre(page, "Ajouter un marché")
        remplir(
            page,
            objet="Nettoyage des crèches",
            reference=f"2026-SRV-{self.rang}",
            nature_achat="Services",
            forme="Accord-cadre à bons de commande",
            montant_ht="900 000",
            date_notification="01/09/2026",
            date_debut="01/10/2026",
            duree_mois="12",
            reconductions_prevues="1",
        )
        presser(page, "Ajouter le marché")
        annonce(page, "Le marché est ajouté")
        page.locator("main").get_by_role("link", name="Lot 1").first.click()

    def ecrire_la_clause(self, page: Page) -> None:
        """La clause type de l'UGAP, d'un bouton ; l'exemple montre le calcul avant d'enregistrer."""
        suivre(page, "Écrire la clause")
        remplir(page, instrument="Condition d’exécution (L2112-2)")
        presser(page, "Remplir comme la clause type UGAP")
        expect(page.locator("#essai-facturation")).to_contain_text("440")
        page.get_by_label("Toute la liste du CCAG 2021").check()
        page.locator("main").get_by_role("button", name="Enregistrer la clause").last.click()
        expect(page.locator("main")).to_contain_text("220 heures d’insertion par tranche de 100\u202f000\u202f€ HT")

    def nommer_le_titulaire(self, page: Page) -> None:
        suivre(page, "Attributaires")
        page.locator("[name=form-0-structure]").fill(self.siret)
        page.locator("[name=form-0-part]").fill("100")
        presser(page, "Enregistrer les attributaires")
        annonce(page, "Les attributaires du lot sont enregistrés")
        expect(page.locator("main")).to_contain_text(self.entreprise)

    def noter_une_piece(self, page: Page, nature: str, numero: str, jour: str, montant: str) -> None:
        suivre(page, "Saisir une pièce")
        remplir(page, nature=nature, numero=numero, jour=jour, montant_ht=montant)
        presser(page, "Enregistrer")
        annonce(page, numero)

    def ouvrir_la_fiche_de_la_personne(self, page: Page) -> None:
        page.get_by_role("link", name="Personnes", exact=True).click()
        suivre(page, "Ajouter une personne")
        remplir(
            page,
            prenom="Zoé",
            nom=self.nom,
            sexe="Femme",
            date_naissance=self.naissance,
            commune="Denain",
            code_postal="59220",
            qpv="Habite un quartier prioritaire",
        )
        presser(page, "Enregistrer")
        annonce(page, "Notez maintenant ses critères")

    def juger_l_eligibilite(self, page: Page) -> None:
        suivre(page, "Noter un critère")
        remplir(page, code="Demandeur d’emploi de longue durée (12 mois)")
        presser(page, "Continuer")
        remplir(page, vue_le="20/09/2026")
        remplir(page, piece="Attestation ou avis de situation de France Travail", piece_datee_du="15/09/2026")
        presser(page, "Noter le critère")
        annonce(page, "Le critère est noté")
        suivre(page, "Prononcer l’éligibilité")
        remplir(page, date_entree="05/10/2026")
        presser(page, "Prononcer")
        expect(page.locator("main")).to_contain_text("Éligibilité au 5 octobre 2026")

    def ouvrir_le_contrat(self, page: Page) -> None:
        page.goto("/contrats/")
        suivre(page, "Ajouter un contrat")
        page.get_by_label("Nom, prénom ou dossier").fill(self.nom)
        presser(page, "Chercher")
        page.locator("main").get_by_role("link", name=self.nom).click()
        remplir(
            page,
            modalite="Embauche directe",
            employeur=self.entreprise,
            type_contrat="CDD",
            metier="Agente de propreté",
            date_debut="05/10/2026",
        )
        page.get_by_label(self.entreprise).check()
        presser(page, "Ouvrir le contrat")
        annonce(page, "Le contrat est ouvert")


def publication(rang: int, dossier: Path) -> Path:
    """Un avis d'attribution au format de 2022, d'un acheteur et d'une entreprise fictifs."""
    avis = {
        "id": f"2026C{rang}",
        "acheteur": {"id": siret_fictif(rang + 1)},
        "nature": "Marché",
        "objet": f"Peinture des écoles {rang} (fictif)",
        "codeCPV": "45442100-8",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "59220", "typeCode": "Code postal"},
        "dureeMois": 18,
        "dateNotification": "2026-06-15",
        "datePublicationDonnees": "2026-07-01",
        "montant": 310000,
        "formePrix": "Forfaitaire",
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": siret_fictif(rang + 2)}}],
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
    }
    chemin = dossier / "avis.json"
    casse = {**avis, "id": f"2026X{rang}", "acheteur": {"id": "123"}}
    chemin.write_text(json.dumps({"marches": {"marche": [avis, casse]}}, ensure_ascii=False), encoding="utf-8")
    return chemin


def export_de_contrats(rang: int, dossier: Path) -> Path:
    """Deux lignes de l'export de contrats de l'outil du métier ; la seconde n'a pas de date de début."""
    bonne = {"Opération": f"Halle {rang} (fictif)", "Marché": f"Halle {rang}, gros œuvre (fictif)"}
    chemin = dossier / "contrats.xlsx"
    chemin.write_bytes(classeurs.contrats(bonne, {**bonne, "": 2, "Début contrat": "bientôt"}))
    return chemin
