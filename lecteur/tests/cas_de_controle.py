"""Pour chaque contrôle du registre : les examens où il doit parler, et celui, voisin, où il doit se taire."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lecteur.controle import ClauseAttendue
from lecteur.controle.examen import Examen
from lecteur.extraction.constats import Lecture, Texte
from lecteur.tests.lectures import ARTICLE, Fabrique, attendue, examen, lecture
from regles.engagement import NatureTranche, Tranche
from regles.formules.jalons import Jalon

TAUX = {"formule": "pourcentage_heures", "taux": Decimal(5)}
UGAP = {
    "formule": "facturation",
    "heures_par_tranche": Decimal(220),
    "montant_tranche_ht": Decimal(100_000),
    "seuil_ht": Decimal(100_000),
}


JALONS = (Jalon(le=date(2027, 3, 31), heures=Decimal(500)),)
TRANCHES = (
    Tranche(nature=NatureTranche.FERME, heures=Decimal(120), nom="Tranche ferme 1"),
    Tranche(nature=NatureTranche.OPTIONNELLE, heures=Decimal(130), nom="Tranche optionnelle 2"),
)


def avec(texte: str, *, clause: ClauseAttendue | None = None, nature: str = "ccap", **faits: object) -> Examen:
    """Un examen d'ARTICLE, `texte` ajouté, et les faits qu'on y lirait : nom du champ → (genre, extrait, champs)."""
    f = Fabrique(f"{ARTICLE}\n{texte}")
    poses = {
        champ: tuple(f.fait(genre, extrait, **champs) for genre, extrait, champs in valeurs)
        if champ != "volumes"
        else tuple(f.volume(extrait, heures, **champs) for extrait, heures, champs in valeurs)
        for champ, valeurs in faits.items()
        if isinstance(valeurs, list)
    }
    bruts = {champ: valeur for champ, valeur in faits.items() if not isinstance(valeur, list)}
    return examen(lecture(f, **poses, **bruts), f.texte, nature, clause)


def facturation(texte: str, **champs: object) -> Examen:
    termes = {"heures_par_tranche": Decimal(220), "montant_tranche_ht": Decimal(100_000), "seuil_ht": Decimal(100_000)}
    formule = ("FormuleLue", "220 heures", {"kind": "facturation", **termes, **champs})
    return avec(
        f"220 heures par tranche de 100 000 € HT facturés. {texte}",
        clause=attendue(**UGAP),
        volumes=[],
        formules=[formule],
    )


DITE = "Seules les tranches entières comptent. Dès 100 000 € de commandes, tout compte depuis le premier euro."

NOS_LIGNES = (
    "Chaque personne est prise en compte pendant 24 mois au plus, à compter de son embauche.",
    "Une réunion se tient tous les 3 mois.",
)

# code → examens qui doivent faire parler le contrôle.
PARLENT: dict[str, list[Examen]] = {
    "clause_presente": [
        examen(Lecture(), Texte.depuis("Article 1 — Objet")),
        examen(Lecture(niee=True), Texte.depuis("Aucune clause d'insertion.")),
    ],
    "clause_obligatoire": [examen(lecture(facultative=True))],
    "sans_objet": [avec("Clause sociale : sans objet."), avec("Sans objet")],
    "blanc_a_remplir": [
        avec("Le titulaire réalise … heures."),
        avec("Pénalité de XX € par heure."),
        avec("[nombre à compléter] heures"),
    ],
    "heures_du_lot": [
        examen(clause=attendue(heures=Decimal(1200))),
        avec("", volumes=[], formules=[]),
        avec("", volumes=[("1 000 heures", 1000, {"nature": "indicatif"})], formules=[]),
        avec("Lot 2 : 300 heures", volumes=[("300 heures", 300, {"lot": "2", "portee": "lot"})], formules=[]),
        examen(clause=attendue(formule="annuelle", heures_par_an=Decimal(700))),
        avec(
            "250 heures, dont 130 en option.",
            volumes=[("250 heures", 250, {})],
            clause=attendue(
                formule="tranches",
                tranches=TRANCHES,
            ),
        ),
    ],
    "heures_contradictoires": [
        avec("Soit 800 heures en tout.", volumes=[("1 000 heures", 1000, {}), ("800 heures", 800, {})])
    ],
    "jalons_du_lot": [
        avec("Jalon : 400 heures au 31 mars 2027.", clause=attendue(jalons=JALONS)),
        avec("Jalon : 500 heures au 31 mai 2027.", clause=attendue(jalons=JALONS)),
        examen(clause=attendue(jalons=JALONS)),
    ],
    "somme_des_lots": [
        avec(
            "Lot 1 : 300 heures. Lot 2 : 200 heures. Total : 600 heures.",
            volumes=[
                ("300 heures", 300, {"lot": "1", "portee": "lot"}),
                ("200 heures", 200, {"lot": "2", "portee": "lot"}),
                ("600 heures", 600, {"portee": "total"}),
            ],
        ),
    ],
    "unite_des_heures": [avec("143 jours", volumes=[("143 jours", 1001, {"unite": "jour", "quantite": Decimal(143)})])],
    "formule_du_lot": [replace(facturation(DITE), attendue=attendue())],
    "termes_de_la_formule": [
        facturation(DITE, heures_par_tranche=Decimal(200)),
        facturation(DITE, montant_tranche_ht=Decimal(50_000)),
        facturation(DITE, seuil_ht=None),
        avec("", formules=[], clause=attendue(**UGAP)),
        avec(
            "7 % des heures",
            volumes=[],
            clause=attendue(**TAUX),
            formules=[("FormuleLue", "7 %", {"kind": "pourcentage_heures", "taux": Decimal(7), "base": "heures"})],
        ),
    ],
    "formule_calculable": [
        avec("5 % en insertion", formules=[("FormuleLue", "5 %", {"kind": "pourcentage_heures", "taux": Decimal(5)})]),
        facturation(DITE, montant_tranche_ht=None),
    ],
    "lecture_de_la_formule": [
        facturation("Toute tranche au-delà du seuil entraîne une heure supplémentaire."),
        facturation(DITE.replace("tout compte depuis le premier euro", "seuls comptent les montants au-delà")),
        facturation(DITE.replace("Seules les tranches entières comptent", "Une tranche entamée compte au prorata")),
        facturation(DITE.replace("commandes", "ventes")),
    ],
    "part_de_main_d_oeuvre": [
        avec(
            "La part de main-d'œuvre est de 50 %.",
            parts_main_oeuvre=[("PartMainOeuvre", "50 %", {"valeur": Decimal(50)})],
        ),
        avec(
            "Coût horaire : 30 €",
            parts_main_oeuvre=[("PartMainOeuvre", "30 €", {"valeur": Decimal(30), "nature": "cout_horaire"})],
        ),
    ],
    "penalites": [
        examen(clause=attendue(penalite_heure=Decimal(80))),
        examen(clause=attendue(penalite_absence=Decimal(0))),
        avec("", penalites=[]),
        avec(
            "Puis 70 € par heure.",
            penalites=[
                ("PenaliteLue", "60 € par heure", {"nature": "heure", "montant": Decimal(60)}),
                ("PenaliteLue", "70 € par heure", {"nature": "heure", "montant": Decimal(70)}),
            ],
        ),
    ],
    "transmissions": [
        examen(clause=attendue(periodicite_mois=3)),
        examen(clause=attendue(jour_echeance=10)),
        avec("", transmissions=[]),
    ],
    "publics": [
        avec("", publics=[]),
        examen(clause=attendue(publics=("deld", "rsa", "qpv"))),
        examen(clause=attendue(publics=("deld",))),
    ],
    "facilitateur": [
        avec("", contacts=[]),
        avec(
            "Contact : Jean Petit.",
            contacts=[("ContactLu", "Jean Petit", {"nom": "Jean Petit", "courriel": "", "telephone": ""})],
        ),
        avec("", contacts=[("ContactLu", "Anne Durand", {"nom": "Anne Durand", "courriel": "", "telephone": ""})]),
    ],
    "modalites": [avec("", modalites=[])],
    "reservation": [
        examen(clause=attendue(instrument="reserve_iae")),
        avec(
            "Réservé aux EA.",
            reservations=[("Reservation", "Réservé aux EA", {"instrument": "reserve_handicap", "article": "L2113-12"})],
        ),
        avec(
            "Réservé aux EA.",
            clause=attendue(instrument="reserve_iae"),
            reservations=[("Reservation", "Réservé aux EA", {"instrument": "reserve_handicap", "article": "L2113-12"})],
        ),
        avec(
            "Réservé aux SIAE.",
            clause=attendue(instrument="reserve_iae"),
            reservations=[("Reservation", "Réservé aux SIAE", {"instrument": "reserve_iae"})],
        ),
    ],
    "critere": [
        examen(nature="rc", clause=attendue(instrument="condition_critere", ponderation=Decimal(15))),
        avec(
            "Insertion : 10 %",
            clause=attendue(instrument="condition_critere", ponderation=Decimal(15)),
            criteres=[("CritereLu", "10 %", {"ponderation": Decimal(10)})],
        ),
        avec(
            "Insertion : noté",
            clause=attendue(instrument="critere", ponderation=Decimal(15)),
            criteres=[("CritereLu", "noté", {"ponderation": None})],
        ),
        avec("Insertion : 10 %", criteres=[("CritereLu", "10 %", {"ponderation": Decimal(10)})]),
    ],
    "anciens_articles": [
        avec(
            "En vertu de l'article 14 du CMP.",
            articles=[
                (
                    "ArticleCite",
                    "article 14 du CMP",
                    {"cite": "article 14 du CMP", "actuel": "L2112-2", "est_ancien": True},
                )
            ],
        ),
    ],
    "article_du_ccag": [
        avec("En application de l'article 16.1 du CCAG Travaux."),
        avec("En application de l'article 16.1 du CCAG FCS."),
    ],
    "anciens_noms": [avec("Les demandeurs inscrits à Pôle emploi.")],
    "chiffres_de_notre_article": [
        avec(
            "Chaque personne est prise en compte pendant 36 mois au plus, à compter de son embauche.",
            clause=attendue(ecrites=NOS_LIGNES),
        ),
    ],
    "incomprehensions": [
        avec(
            "5 % du volume",
            incomprehensions=[("Incomprehension", "5 %", {"code": "x", "raison": "Cinq pour cent de quoi ?"})],
        ),
    ],
}

# code → un examen proche, sur lequel le contrôle doit se taire.
SE_TAISENT: dict[str, Examen] = {
    "chiffres_de_notre_article": avec(
        "Chaque personne est prise en compte pendant 24 mois au plus, à compter de son embauche.\n"
        "Chaque personne est prise en charge pendant 36 mois au plus, à compter de son embauche.\nRéunion : 6 mois.",
        clause=attendue(ecrites=NOS_LIGNES),
    ),
    "sans_objet": avec("L'avance est sans objet."),
    "blanc_a_remplir": avec("Mise à disposition par une structure (EI, ACI…), dans la limite des heures."),
    "heures_contradictoires": avec(
        "Rappel : 1 000 heures.", volumes=[("1 000 heures", 1000, {}), ("1 000 heures", 1000, {})]
    ),
    "jalons_du_lot": avec("Jalon : 500\u00a0heures au 31\u00a0mars 2027.", clause=attendue(jalons=JALONS)),
    "somme_des_lots": avec(
        "Lot 1 : 1 000 heures. Lot 2 : 200 heures. Total : 1 200 heures.",
        volumes=[
            ("1 000 heures", 1000, {"lot": "1", "portee": "lot"}),
            ("200 heures", 200, {"lot": "2", "portee": "lot"}),
            ("1 200 heures", 1200, {"portee": "total"}),
        ],
    ),
    "termes_de_la_formule": facturation(DITE),
    "formule_calculable": facturation(DITE),
    "formule_du_lot": facturation(DITE),
    "lecture_de_la_formule": facturation(DITE),
    "reservation": avec(
        "Réservé aux SIAE.",
        clause=attendue(instrument="reserve_iae"),
        reservations=[("Reservation", "Réservé aux SIAE", {"instrument": "reserve_iae", "article": "L2113-13"})],
    ),
    "critere": avec(
        "Insertion : 15 %",
        clause=attendue(instrument="condition_critere", ponderation=Decimal(15)),
        criteres=[("CritereLu", "15 %", {"ponderation": Decimal(15)})],
    ),
    "anciens_articles": avec(
        "Article L2112-2.", articles=[("ArticleCite", "L2112-2", {"cite": "L2112-2", "actuel": "L2112-2"})]
    ),
    "article_du_ccag": avec(
        "En application de l'article 20.1.1 du CCAG Travaux, et de l'article 19.2 du CCAG Travaux."
    ),
    "heures_du_lot": avec("143 jours", volumes=[("143 jours", 1001, {"unite": "jour", "quantite": Decimal(143)})]),
}
