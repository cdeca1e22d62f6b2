"""Les champs des cas de calibrage et de faisabilité, tels qu'on les écrit."""

from regles.cas.champs import Champ
from regles.cas.champs_heures_dues import FORMULES, du_terme
from regles.formules import MODELES, tous_les_termes
from regles.metiers import METIERS

TRANCHE = (
    Champ("nom", "texte", "Libellé.", ("libellé", "tranche")),
    Champ("nature", "choix", "Ferme ou optionnelle.", obligatoire=True,
          valeurs={"ferme": ("TF",), "optionnelle": ("TO", "conditionnelle")}),
    Champ("heures", "heures", "Heures de la tranche.", ("volume",), obligatoire=True),
)  # fmt: skip
PALIER = (
    Champ("a_partir_de", "montant", "À partir de ce montant.", ("à partir de",), obligatoire=True),
    Champ("heures", "heures", "Le volume.", obligatoire=True),
)
UN_LOT = (
    Champ("methode", "choix", "La méthode.", ("méthode", "formule"),
          defaut="main_d_oeuvre (fixe si `heures` est donné)",
          valeurs={"main_d_oeuvre": ("main-d'œuvre", "part de main-d'œuvre"), "anru": ("npnru", "convention anru"),
                   "fixe": ("volume donné", "volume fixe"), "pourcentage": ("% des heures",),
                   "facturation": ("par tranche de facturation",), "proprete": ("propreté", "reprise du personnel"),
                   "bareme": ("barème", "csf")}),
    Champ("montant_ht", "montant", "Montant, investissement ou chiffre d'affaires HT.", ("montant", "investissement",
          "chiffre d'affaires", "A")),
    Champ("metier", "choix", "Un métier de la table.", ("métier", "corps d'état"),
          valeurs=dict.fromkeys(METIERS, ())),
    Champ("part_main_d_oeuvre", "pourcentage", "Part du montant qui paie du travail.", ("part de main-d'œuvre",
          "main-d'œuvre", "MO"), defaut="celle du métier"),
    Champ("taux", "pourcentage", "Taux d'insertion.", ("taux d'insertion", "T")),
    Champ("cout_horaire", "montant", "Coût d'une heure.", ("coût horaire",), defaut="celui du métier"),
    Champ("duree_mois", "duree", "Durée.", ("durée", "duree", "N")),
    Champ("heures", "heures", "Volume donné.", ("volume fixe",)),
    Champ("heures_par_an", "heures", "Volume annuel donné."),
    Champ("tranches", "liste", "Tranches et leurs heures.", sous=TRANCHE),
    Champ("heures_travaillees", "heures", "Toutes les heures du marché.", ("heures travaillées",)),
    Champ("heures_par_tranche", "heures", "Heures par tranche de facturation."),
    Champ("montant_tranche_ht", "montant", "Montant d'une tranche de facturation.", ("tranche de facturation",)),
    Champ("seuil_ht", "montant", "Seuil de déclenchement.", ("seuil",), defaut="0"),
    Champ("heures_reprises", "heures", "Heures mensuelles du personnel à reprendre.", ("personnel repris", "S")),
    Champ("constante", "montant", "Chiffre d'affaires d'une heure de propreté.", ("C",), defaut="25 €"),
    Champ("bareme", "liste", "Un barème propre.", ("barème",), sous=PALIER),
    Champ("arrondi", "choix", "Le pas de l'arrondi.", ("pas",), defaut="unite",
          valeurs={"aucun": ("sans",), "unite": ("unité", "1"), "7": ("sept",), "35": (), "50": ()}),
    Champ("sens", "choix", "Au plus proche (la demie monte) ou en dessous.", defaut="proche",
          valeurs={"proche": ("au plus proche",), "inferieur": ("inférieur", "en dessous", "vers le bas")}),
)  # fmt: skip
JOUR = Champ("jour", "date", "Date des paramètres.", ("date", "au"), defaut="2026-01-01")
CALIBRAGE = (
    *UN_LOT,
    JOUR,
    Champ("lots", "liste", "Les lots.", sous=(Champ("nom", "texte", "Nom du lot.", ("lot",), True), *UN_LOT),
          table_de=("nom", "montant_ht")),
    Champ("total", "choix", "Le total affiché.", ("lecture du total",), defaut="somme",
          valeurs={"somme": ("somme des lignes",), "global": ("arrondi une fois", "sur le total")}),
    Champ("volume", "heures", "Volume à partager (règle « repartir_entre_lots »).", ("volume à partager",)),
)  # fmt: skip
VOLUME = (
    Champ("volume", "heures", "Le volume d'heures.", ("heures",), True),
    JOUR,
    Champ("duree_mois", "duree", "Durée.", ("durée", "duree")),
    Champ("heures_par_jour", "heures", "Heures d'une journée.", ("journée",), defaut="7"),
    Champ("montant_ht", "montant", "Montant estimé.", ("montant",)),
    Champ("montant_tranche_ht", "montant", "Montant d'une tranche de facturation.", ("tranche",)),
    Champ("pas", "heures", "Arrondi des heures d'une tranche.", defaut="1"),
    Champ("formule", "choix", "La formule de la clause.", defaut="fixe",
          valeurs={nom: autres for nom, autres in FORMULES.items() if nom not in MODELES}),
    Champ("taux", "pourcentage", "Part des heures travaillées, pour cette formule."),
    Champ("heures_travaillees", "heures", "Toutes les heures estimées.", ("heures travaillées",)),
    Champ("heures_par_tranche", "heures", "Heures par tranche, si elles sont imposées."),
    Champ("seuil_ht", "montant", "Seuil de déclenchement.", ("seuil",), defaut="0"),
    du_terme(tous_les_termes()["lecture_tranches"]),
    Champ("tranches", "liste", "Tranches et leurs heures.", sous=TRANCHE),
)  # fmt: skip
COMPARABLE = (
    Champ("nom", "texte", "Le marché.", ("marché",)),
    Champ("heures_par_100k", "heures", "Heures demandées par 100 000 € HT.", ("demandées",)),
    Champ("realisation", "pourcentage", "Réalisé, en % de ce qui était attendu.", ("réalisation",)),
)
FAISABILITE = (
    Champ("heures", "heures", "Le volume.", ("volume",), True),
    JOUR,
    Champ("duree_mois", "duree", "Durée.", ("durée", "duree")),
    Champ("montant_ht", "montant", "Montant estimé.", ("montant",)),
    Champ("travail", "heures", "Toutes les heures du marché.", ("heures travaillées",)),
    Champ("effectif", "nombre", "Personnes présentes à la fois sur le site."),
    Champ("taux", "pourcentage", "Taux d'insertion.", ("taux d'insertion",)),
    Champ("fournisseurs", "entier", "Structures du métier proches.", ("offre locale",)),
    Champ("rayon_km", "entier", "Rayon de recherche, en km.", ("rayon",)),
    Champ("comparables", "liste", "Marchés comparables.", sous=COMPARABLE, raccourci="heures_par_100k"),
    Champ("refus", "texte", "La méthode a conclu à l'absence de clause."),
)
